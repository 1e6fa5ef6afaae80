"""Swedish, as the books of Swedish companies are kept."""

from __future__ import annotations

from boekhaak.testing.books.languages.language import Language, Words

WORDS = Words(
    trades=(
        "Arkitektkontor", "Bageri", "Bilverkstad", "Blomsterhandel", "Bokbinderi", "Bryggeri", "Båtvarv", "Elteknik",
        "Emballage", "Entreprenad", "Förlag", "Gjuteri", "Glasmästeri", "Handelsträdgård", "Keramik", "Kylteknik",
        "Mejeri", "Mekaniska", "Måleri", "Möbelfabrik", "Plåtslageri", "Programvara", "Redovisning", "Rörläggeri",
        "Skogsvård", "Snickeri", "Städservice", "Sågverk", "Tryckeri", "Tvätteri", "Urmakeri", "Åkeri",
    ),
    first_parts=(
        "Bäver", "Dagg", "Dim", "Fackel", "Frost", "Glimmer", "Gnist", "Grynings", "Häger", "Klöver", "Kråk", "Kvitter",
        "Ljung", "Lärk", "Mån", "Mossa", "Norrsken", "Pärl", "Rimfrost", "Rönn", "Silver", "Skymnings", "Sparv",
        "Stjärn", "Sval", "Trast", "Utter", "Vinter", "Vips", "Åsk",
    ),
    second_parts=(
        "backa", "berga", "bro", "bäck", "dala", "fors", "gärde", "hage", "hamn", "holma", "hult", "kulla", "lund",
        "mo", "näs", "rum", "sjö", "strand", "sund", "torp", "tuna", "vad", "vik", "åker", "äng", "ås",
    ),
    streets=(
        "Bruksgatan", "Fabriksgatan", "Hamngatan", "Hantverkargatan", "Industrivägen", "Järnvägsgatan", "Kvarnvägen",
        "Kyrkogatan", "Skolgatan", "Smedjevägen", "Storgatan", "Verkstadsgatan",
    ),
    company="{proper} {trade} {form}",
    street="{street} {number}",
    post_box="Box {number}",
    mailbox="ekonomi",
)  # fmt: skip
SWEDISH = Language(
    words=WORDS,
    texts={
        "invoice": "Faktura",
        "sales invoice": "Kundfaktura",
        "purchase invoice": "Leverantörsfaktura",
        "tax": "Moms",
        "exchange": "Kursdifferens",
        "statement": "Kontoutdrag",
        "cash sale": "Kontantförsäljning",
        "allocation": "Omföring av årets resultat",
        "wages": "Löneverifikation",
        "net wages": "Nettolöner",
        "wage tax": "Skatter och avgifter",
        "bank charges": "Bankavgifter",
        "tax return": "Momsdeklaration",
        "depreciation": "Avskrivning",
        "accrued": "Ännu ej mottagna fakturor",
        "entry": "Verifikation",
    },
    journals={
        "sales": "Kundfakturor",
        "purchase": "Leverantörsfakturor",
        "bank": "Bankhändelser",
        "cash": "Kassahändelser",
        "general": "Övriga verifikationer",
    },
    sales_tax="Utgående moms {rate} %",
    purchase_tax="Ingående moms {rate} %",
    decimal_point=",",
    products=(
        "Abonnemang", "Arbetstimmar", "Beställning", "Delbetalning av projekt", "Hyra av utrustning", "Leverans av varor",
        "Reparation", "Rådgivning", "Serviceavtal", "Tilläggsarbete", "Transport", "Underhåll", "Varor enligt bilaga",
    ),
    articles=(
        ("Arbetsberedning", "hour"), ("Bult", "piece"), ("Elkabel", "length"), ("Fogmassa", "weight"),
        ("Golvlist", "length"), ("Grundfärg", "weight"), ("Gångjärn", "piece"), ("Isoleringstejp", "length"),
        ("Kalkbruk", "weight"), ("Kartong", "piece"), ("Lagerplats", "month"), ("LED-lampa", "piece"),
        ("Leksand", "weight"), ("Lyftsling", "piece"), ("Montering", "hour"), ("Ritarbete", "hour"),
        ("Släpvagnshyra", "month"), ("Trälim", "weight"), ("Täckplast", "length"), ("Underhållsavtal", "month"),
    ),
    qualities=("standard", "extra", "första sortering", "typ 2"),
    units={"piece": "st", "hour": "timme", "weight": "kg", "length": "m", "month": "månad"},
    dimensions={
        "cost_center": ("Ledning", "Försäljning", "Verkstad", "Lager", "Kontor", "Fältservice"),
        "cost_unit": ("Nybyggnad", "Underhåll", "Uthyrning", "Rådgivning"),
        "project": ("Ombyggnad av hall 3", "Webbutik", "Vårmässa", "Soltak", "Nya truckar", "Öppet hus"),
    },
    papers=("Hyreskontrakt", "Försäkringsbrev", "Mötesprotokoll", "Offert", "Brev från banken"),
)  # fmt: skip
