"""Words that bookkeepers shorten, leave out, or write where a name, a street or a number is not known."""

from __future__ import annotations

_SHORT: dict[str, str] = {
    "gebroeders": "gebr gebrs gebruder gebrueder",
    "international": "int intl internat internationaal internationale internasjonal internationell",
    "maatschappij": "mij mpij",
    "handelsonderneming": "hand handelsond ho",
    "administratiekantoor": "admkantoor adminkantoor",
    "administratie": "adm admin",
    "aannemersbedrijf": "aannbedrijf aannbedr",
    "installatiebedrijf": "instbedrijf installatiebedr",
    "transportbedrijf": "transportbedr transpbedrijf",
    "transport": "transp trsp",
    "technisch": "techn",
    "service": "serv svc",
    "services": "servs svcs",
    "advies": "adv",
    "brothers": "bros",
    "zonen": "zn zoon",
    "sohne": "soehne sohn",
    "sonner": "sonn sonnen",
    "soner": "son sons",
    "dochters": "drs",
    "manufacturing": "mfg manuf",
    "engineering": "eng engrg",
    "management": "mgmt mgt",
    "nederland": "ned nl",
    "holland": "holl",
    "belgium": "belgie belgique",
    "group": "grp",
    "groep": "gr",
    "gruppe": "gruppen",
    "etablissements": "ets etabl",
    "entreprise": "entr",
    "groupe": "gpe",
    "societe": "ste soc",
    "brodrene": "brdr brodr",
    "broderna": "brodr",
    "association": "assoc",
    "associates": "assocs",
    "university": "univ",
    "limited": "ltd",
    "sint": "st",
}

WRITTEN_OUT: dict[str, str] = {short: full for full, shorts in _SHORT.items() for short in shorts.split()}
"""Abbreviations in names, with what they stand for."""

_TITLES = """
bedrijf cie co company compagnie cooeperatie coy cooperatie das de den der dhr die ei fa firma fma frau
heer herr het hr la le les madame mevr
monsieur mr mrs ms mw sint st the van vd
"""

TITLES = frozenset(_TITLES.split())
"""Words in names that people write or leave out."""

PARTICLES = frozenset({"d", "u", "v"})
"""Letters that stand for such a word, or for "und", inside a name: "Piet v. d. Berg"."""

BRANCHES = frozenset(
    {
        "afdeling",
        "agence",
        "avdeling",
        "branch",
        "filiaal",
        "filial",
        "filiale",
        "niederlassung",
        "succursale",
        "vestiging",
    }
)
"""Words in names that people write or leave out before the place of a branch."""

_SISTERS = """
assets beheer beheersmaatschappij belegging beleggingen belgie belgium besitz beteiligung beteiligungen beteiligungs capital
deelneming deelnemingen deutschland development developpement drift driften effecten eiendom eiendommer
eiendomsselskap estate estates europe exploitatie export facilities fastighet fastigheter fastighets finance financial
financien financiere financiering forvaltning forvaltnings france gestion goederen groep group groupe grundbesitz
grupp gruppe gruppen holding holdingmaatschappij holdings holdingselskap ii iii immo immobilien immobilienverwaltung
immobilier immobiliere immobiliers import international invest investeringen investment investments iv jr junior kapitaal
koncern konsern lease leasing management materieel nederland norge onderhoud onroerend onroerende ontwikkeling
participatie participatiemaatschappij participaties participations patrimoine patrimonium pensioen personeel productie
production projecten projectontwikkeling projects properties property sci senior services sr sverige trading uk utleie vastgoed
ventures verhuur verhuurbedrijf vermietung vermogen vermogens vermogensbeheer vermogensverwaltung vertrieb
vertriebs verwaltung verwaltungs werkmaatschappij
"""

SISTERS = frozenset(_SISTERS.split())
"""Words by which companies of one group, or relatives, are told apart."""

_NO_NAMES = """
contant divers diverse diversen geen inconnu kas nvt okand onbekend test ukjent unbekannt unknown
"""

NO_NAMES = frozenset(_NO_NAMES.split()) | {"diverse crediteuren", "diverse debiteuren", "geen naam"}
"""What people write where a contact has no name."""

_TOWNS: dict[str, str] = {
    "denhaag": "sgravenhage thehague",
    "denbosch": "shertogenbosch",
    "brussels": "brussel bruxelles",
    "antwerpen": "antwerp anvers",
    "gent": "gand ghent",
    "luik": "liege luttich",
    "munchen": "muenchen munich",
    "koln": "cologne koeln",
    "goteborg": "goeteborg gothenburg",
    "malmo": "malmoe",
    "louvain": "leuven",
    "brugge": "bruges",
    "namur": "namen",
    "dusseldorf": "duesseldorf",
    "nurnberg": "nuernberg",
    "frankfurt": "frankfurtammain frankfurtmain",
    "capelleijssel": "capelleaandenijssel",
    "alphenrijn": "alphenaandenrijn alphenadrijn",
    "krimpenijssel": "krimpenaandenijssel",
    "newcastle": "newcastleupontyne",
}

TOWNS: dict[str, str] = {other: town for town, others in _TOWNS.items() for other in others.split()}
"""Towns with more than one name, folded and without spaces, and the one that stands for all."""

_STREETS: dict[str, str] = {
    "str": "straat strasse strase",
    "st": "street sint saint",
    "ln": "laan lane",
    "pln": "plein",
    "wg": "weg",
    "kd": "kade",
    "gr": "gracht",
    "sngl": "singel",
    "dk": "dijk",
    "g": "gatan gata gate gaten gt",
    "v": "vagen veien vegen vei veg",
    "pl": "platz place",
    "bd": "boulevard blvd boul",
    "av": "avenue ave aven",
    "rd": "road",
    "dr": "drive doctor dokter",
    "sq": "square",
    "stwg": "steenweg stw",
    "ch": "chaussee chee",
    "ct": "court",
    "cl": "close",
    "ter": "terrace terr",
    "burg": "burgemeester burgm",
    "prof": "professor",
    "pb": "postbus postboks pobox",
    "pf": "postfach",
}

STREETS: dict[str, str] = {long: short for short, longs in _STREETS.items() for long in longs.split()}
"""Words of streets and how they end, with the one short way in which all ways to write them are compared."""

LONG_STREETS = tuple(sorted((long for long in STREETS if len(long) > 2), key=len, reverse=True))
"""The longest first, as one may end another."""
