"""SOAP 1.1 and 1.2 over HTTP: reading a call, writing an answer or a fault.

A call is dispatched by the first element of its body, as clients without a SOAPAction are served too. Faults are those of
ASP.NET: status 500, the sentence behind a chain of arrows, an empty detail.
Source: FACTS.md#soap, FACTS.md#errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from boekhaak_twentyfour_seven.simulator.asking import Asked, SoapFault, is_element, unreadable

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"

UNKNOWN_ACTION = "Server did not recognize the value of HTTP Header SOAPAction: {}."


@dataclass(frozen=True)
class Call:
    """A call as it was read."""

    operation: str
    namespace: str
    soap: str
    asked: Asked


def read(body: bytes) -> Call:
    """Read a call. Document types are refused, entities and the network are never used. Raises: SoapFault."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable("The request is no well-formed XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise unreadable("For security reasons DTD is prohibited in this XML document.")
    envelope = etree.QName(root)
    if envelope.localname != "Envelope" or envelope.namespace not in {SOAP_11, SOAP_12}:
        raise unreadable("Possible SOAP version mismatch.")
    inner = root.find(f"{{{envelope.namespace}}}Body")
    element = None if inner is None else next((item for item in inner if is_element(item)), None)
    if element is None:
        raise unreadable("The body of the request is empty.")
    name = etree.QName(element)
    namespace = name.namespace or ""
    return Call(name.localname, namespace, envelope.namespace or SOAP_11, Asked(element, namespace))


def answer(call: Call, result: str) -> str:
    """Return an answer; ``result`` is the element inside, as text."""
    inner = f'<{call.operation}Response xmlns="{call.namespace}">{result}</{call.operation}Response>'
    return _envelope(call.soap, inner)


def fault(soap: str, problem: SoapFault) -> str:
    """Return a fault."""
    text = escape(problem.text)
    if soap == SOAP_12:
        code = "Sender" if problem.sender else "Receiver"
        return _envelope(
            soap,
            f"<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code><soap:Reason>"
            f'<soap:Text xml:lang="en">{text}</soap:Text></soap:Reason><soap:Detail /></soap:Fault>',
        )
    code = "Client" if problem.sender else "Server"
    return _envelope(
        soap,
        f"<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{text}</faultstring><detail /></soap:Fault>",
    )


def media_type(soap: str) -> str:
    """Return the content type of a version."""
    return "application/soap+xml; charset=utf-8" if soap == SOAP_12 else "text/xml; charset=utf-8"


def _envelope(soap: str, inner: str) -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{soap}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}">'
        f"<soap:Body>{inner}</soap:Body></soap:Envelope>"
    )
