"""Norwegian (bokmål), as the books of Norwegian companies are kept."""

from __future__ import annotations

from boekhaak.testing.books.languages.language import Language, Words

WORDS = Words(
    trades=(
        "Anlegg", "Arkitektkontor", "Bakeri", "Bilverksted", "Blikkenslagere", "Blomsterhandel", "Bokbinderi",
        "Båtbyggeri", "Elektro", "Emballasje", "Entreprenør", "Forlag", "Glassverk", "Hagesenter", "Keramikk",
        "Kjølteknikk", "Malermestere", "Mekaniske", "Møbelfabrikk", "Programvare", "Regnskap", "Reklamebyrå", "Renhold",
        "Rørleggere", "Sagbruk", "Snekkeri", "Takst", "Trykkeri", "Trelast", "Vaskeri", "Vevstue", "Ysteri",
    ),
    first_parts=(
        "Aure", "Bever", "Bjørke", "Bris", "Dugg", "Glitter", "Glød", "Hegre", "Kvist", "Kråke", "Lerke", "Lyng",
        "Morgen", "Mose", "Månelys", "Nordlys", "Oter", "Perle", "Rimfrost", "Rogne", "Bær", "Skodde", "Skumrings",
        "Spurve", "Stjerne", "Svale", "Sølv", "Torden", "Tåke", "Vipe",
    ),
    second_parts=(
        "bakke", "bekk", "brekke", "bru", "dal", "eid", "fjell", "foss", "gard", "hamn", "haug", "holt", "kleiv", "li",
        "lund", "moen", "myr", "nes", "skar", "strand", "sund", "tjern", "tun", "vik", "voll", "ås",
    ),
    streets=(
        "Bakkegata", "Bryggeveien", "Fabrikkveien", "Havnegata", "Håndverksveien", "Industriveien", "Kirkegata",
        "Møllebakken", "Sagveien", "Skolegata", "Stasjonsveien", "Verkstedgata",
    ),
    company="{proper} {trade} {form}",
    street="{street} {number}",
    post_box="Postboks {number}",
    mailbox="regnskap",
)  # fmt: skip
NORWEGIAN = Language(
    words=WORDS,
    texts={
        "invoice": "Faktura",
        "sales invoice": "Utgående faktura",
        "purchase invoice": "Inngående faktura",
        "tax": "Merverdiavgift",
        "exchange": "Valutadifferanse",
        "statement": "Kontoutskrift",
        "cash sale": "Kontantsalg",
        "allocation": "Disponering av årsresultat",
        "wages": "Lønnsbilag",
        "net wages": "Netto lønn",
        "wage tax": "Forskuddstrekk og arbeidsgiveravgift",
        "bank charges": "Bankgebyrer",
        "tax return": "Mva-melding",
        "depreciation": "Avskrivning",
        "accrued": "Ikke mottatte fakturaer",
        "entry": "Bilag",
    },
    journals={
        "sales": "Utgående fakturaer",
        "purchase": "Inngående fakturaer",
        "bank": "Bankbilag",
        "cash": "Kassebilag",
        "general": "Diverse bilag",
    },
    sales_tax="Utgående mva {rate} %",
    purchase_tax="Inngående mva {rate} %",
    decimal_point=",",
    products=(
        "Abonnement", "Arbeidstimer", "Avdrag på prosjekt", "Bestilling", "Leie av utstyr", "Levering av varer",
        "Reparasjon", "Rådgivning", "Serviceavtale", "Tilleggsarbeid", "Transport", "Varer ifølge vedlegg", "Vedlikehold",
    ),
    articles=(
        ("Bolt", "piece"), ("Byggeplank", "length"), ("Elektrisk kabel", "length"), ("Fugemasse", "weight"),
        ("Grunning", "weight"), ("Hengsel", "piece"), ("Isolasjonsteip", "length"), ("Kalkmørtel", "weight"),
        ("Lagerplass", "month"), ("LED-pære", "piece"), ("Lekesand", "weight"), ("Løftestropp", "piece"),
        ("Montering", "hour"), ("Pappeske", "piece"), ("Plastfolie", "length"), ("Rigging av byggeplass", "hour"),
        ("Tegnearbeid", "hour"), ("Tilhengerleie", "month"), ("Trelim", "weight"), ("Vedlikeholdsavtale", "month"),
    ),
    qualities=("standard", "ekstra", "første sortering", "type 2"),
    units={"piece": "stk", "hour": "time", "weight": "kg", "length": "m", "month": "måned"},
    dimensions={
        "cost_center": ("Ledelse", "Salg", "Verksted", "Lager", "Kontor", "Feltservice"),
        "cost_unit": ("Nybygg", "Vedlikehold", "Utleie", "Rådgivning"),
        "project": ("Ombygging av hall 3", "Nettbutikk", "Vårmesse", "Soltak", "Nye trucker", "Åpen dag"),
    },
    papers=("Leiekontrakt", "Forsikringspolise", "Møtereferat", "Tilbud", "Brev fra banken"),
)  # fmt: skip
