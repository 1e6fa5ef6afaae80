"""The words of the world of contacts, by country: names, trades, towns, streets, legal forms, and how bookkeepers shorten them."""

# ruff: noqa: E501 - tables of words

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """A town: its names (the first is its own), and the digits that postcodes there begin with."""

    names: tuple[str, ...]
    postcode: str


class Land(NamedTuple):
    """What companies of a country are made of. ``areas`` are (area code, digits behind it) of phones; mobiles among them."""

    code: str
    dial: str
    trunk: str
    postcode: str
    number_first: bool
    areas: tuple[tuple[str, int], ...]
    forms: tuple[tuple[str, ...], ...]
    form_before: float
    conjunction: str
    surnames: tuple[str, ...]
    first_names: tuple[str, ...]
    trades: tuple[str, ...]
    patterns: tuple[str, ...]
    towns: tuple[Town, ...]
    streets: tuple[str, ...]
    syllables: tuple[str, ...]
    box: str
    group: tuple[str, ...]


def _towns(text: str) -> tuple[Town, ...]:
    found = (one.rsplit(" ", 1) for one in text.split("; "))
    return tuple(Town(tuple(names.split("/")), postcode) for names, postcode in found)


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("; "))


_ENDS = _list(
    "tra; lo; max; vex; ro; sta; tec; dor; na; lux; ven; rix; mar; co; mon; ta; vis; gro; bel; sol; dex; fra; lin; zo"
)

NL = Land(
    code="NL", dial="31", trunk="0", postcode="99 AA", number_first=False,
    areas=(("20", 7), ("10", 7), ("30", 7), ("38", 7), ("50", 7), ("527", 6), ("315", 6), ("6", 8)),
    forms=(
        ("B.V.", "BV", "b.v.", "bv", "Besloten Vennootschap"), ("B.V.", "BV", "B.V", "bv"), ("V.O.F.", "VOF", "vof", "v.o.f."),
        ("", "(eenmanszaak)", ""), ("N.V.", "NV"), ("Stichting", "St.", "Stg."), ("C.V.", "CV"), ("Coöperatie U.A.", "Coop. UA", "Coöperatie"),
    ), form_before=0.03, conjunction="en",
    surnames=_list("Jansen; de Vries; van den Berg; Bakker; van Dijk; Visser; Smit; Meijer; de Boer; Mulder; de Groot; Bos; Vos; Peters; Hendriks; van Leeuwen; Dekker; Brouwer; de Wit; Dijkstra; Smits; de Graaf; van der Meer; Kok; Jacobs; van der Linden; Vermeulen; Schouten; Willems; Hoekstra; Koster; Prins; Blom; Huisman; Veenstra; Postma; Kuiper; Boersma; ten Brink; Nijhuis"),
    first_names=_list("Jan; Piet; Kees; Anna; Maria; Henk; Gerrit; Sanne; Daan; Lotte; Bram; Eva; Willem; Fleur; Ruud; Ingrid; Tom; Karin"),
    trades=_list("Bakkerij; Bouwbedrijf; Installatietechniek; Transport; Schildersbedrijf; Administratiekantoor; Autobedrijf; Handelsonderneming; Timmerbedrijf; Advies; Techniek; Loonbedrijf; Hoveniers; Verhuur; Makelaardij; Groothandel; Logistiek; Kwekerij; Metaalbewerking; Drukkerij; Accountants; Automatisering; Schoonmaakdiensten; Reclame; Elektro; Grondwerken; Montage; Interieurbouw; Tegelzettersbedrijf; Uitzendbureau"),
    patterns=("{t} {s}", "{s} {t}", "{i} {t}", "{i} {t}", "{i}", "{t} {i}", "{s} & {s2} {t}", "Firma {s} & Zonen", "Gebroeders {s}", "{i} International", "{i} Nederland", "{a} {t}", "{p} {t}", "{i} {t} & {t2}", "{t} 't {i}", "Maatschappij {i}"),
    towns=_towns("Amsterdam/A'dam 10; Rotterdam/R'dam 30; 's-Gravenhage/Den Haag 25; Utrecht 35; Eindhoven 56; Groningen 97; Zwolle 80; Arnhem 68; Enschede 75; Breda 48; 's-Hertogenbosch/Den Bosch 52; Apeldoorn 73; Leeuwarden 89; Maastricht 62; Emmeloord 83; Doetinchem 70; Hoorn 16; Goes 44; Tiel 40; Veenendaal 39; Bergen op Zoom/Bergen o/Zoom 46; Sneek 86; Oss 53; Ede 67"),
    streets=_list("Dorpsstraat; Kerkstraat; Stationsweg; Industrieweg; Molenstraat; Hoofdstraat; Nijverheidsweg; Wilhelminalaan; Julianastraat; Havenkade; Schoolstraat; Burgemeester van Loonstraat; Prinses Beatrixlaan; Ambachtsweg; Zuiderweg; Oude Dijk; Laan van Meerdervoort; Sint Jansplein; Energieweg; De Trompet; Handelsstraat; Parallelweg; Koningsplein; Tweede Dwarsstraat"),
    syllables=("vel", "noor", "kra", "zil", "bou", "mer", "hol", "ter", "wad", "lim", "dren", "bra", "spi", "flo", "kwi", "sten"),
    box="Postbus {}", group=("Holding", "Beheer", "Vastgoed", "Groep", "Exploitatie"),
)  # fmt: skip

BE = NL._replace(
    code="BE", dial="32", postcode="99", areas=(("2", 7), ("3", 7), ("9", 7), ("11", 6), ("50", 6), ("51", 6), ("475", 6), ("486", 6)),
    forms=(("BV", "BVBA", "B.V.", "bvba"), ("NV", "N.V.", "nv"), ("Comm.V", "CommV", "Comm. V."), ("VOF", "V.O.F."), ("SRL", "SPRL", "S.R.L."), ("VZW", "vzw"), ("", "")),
    form_before=0.15,
    surnames=_list("Peeters; Janssens; Maes; Jacobs; Mertens; Willems; Claes; Goossens; Wouters; De Smet; Dubois; Lambert; Dupont; Martens; Leroy; Vermeulen; Van de Velde; De Backer; Hermans; Michiels; Van den Broeck; Desmet; Declercq; Simon; Laurent; Coppens; Verhoeven; Segers; Thijs; De Clercq"),
    first_names=_list("Luc; Marc; Els; Wim; Griet; Jef; Nele; Tom; Sofie; Bart; An; Dirk; Ilse; Koen; Lien; Stijn"),
    trades=_list("Bakkerij; Bouwwerken; Algemene Bouw; Transport; Schrijnwerkerij; Garage; Boekhoudkantoor; Dakwerken; Tuinaanleg; Immo; Electro; Sanitair; Drankenhandel; Slagerij; Keukens; Metaalwerken; Consulting; Logistics; Schilderwerken; Drukkerij; Verzekeringen; Apotheek; Interieur; Verhuur; Textiel; Grondwerken; Houthandel; Brouwerij"),
    patterns=("{t} {s}", "{s} {t}", "{i} {t}", "{i} {t}", "{i}", "{t} {i}", "{s} & {s2}", "Gebroeders {s}", "{i} International", "{i} Belgium", "{a} {t}", "{s} en Zonen", "{i} {t} & {t2}", "Etablissementen {s}"),
    towns=_towns("Antwerpen/Anvers 20; Brussel/Bruxelles 10; Gent/Gand 90; Leuven/Louvain 30; Brugge/Bruges 80; Kortrijk/Courtrai 85; Hasselt 35; Mechelen/Malines 28; Aalst/Alost 93; Luik/Liège 40; Namen/Namur 50; Turnhout 23; Oostende/Ostende 84; Roeselare 88; Genk 36; Lier 25; Ieper/Ypres 89; Geel 24; Sint-Niklaas/St-Niklaas 91; Waregem 87"),
    streets=_list("Kerkstraat; Stationsstraat; Nieuwstraat; Molenstraat; Industrielaan; Brugsesteenweg; Gentsesteenweg; Antwerpsesteenweg; Kapellestraat; Dorpsplein; Koning Albertlaan; Schoolstraat; Veldstraat; Bosstraat; Rue de la Station; Rue du Moulin; Avenue Louise; Chaussée de Mons; Nijverheidslaan; Hoogstraat; Kasteeldreef; Lindelaan"),
    syllables=("vel", "bra", "vla", "kem", "ter", "lou", "scha", "mos", "dij", "ley", "den", "brab", "spi", "flo", "cas", "wav"),
    box="Postbus {}", group=("Holding", "Beheer", "Immo", "Invest", "Group"),
)  # fmt: skip

NO = NL._replace(
    code="NO", dial="47", trunk="", postcode="99", areas=(("22", 6), ("55", 6), ("73", 6), ("51", 6), ("69", 6), ("9", 7), ("4", 7)),
    forms=(("AS", "A/S", "as", "A.S."), ("AS", "A/S", "as"), ("", "ENK"), ("ANS",), ("DA",), ("SA", "BA")), form_before=0.06, conjunction="og",
    surnames=_list("Hansen; Johansen; Olsen; Larsen; Andersen; Pedersen; Nilsen; Kristiansen; Jensen; Karlsen; Berg; Haugen; Hagen; Bakken; Moen; Solberg; Lie; Strand; Dahl; Lund; Ødegård; Sæther; Bøe; Nygård; Løken; Fjeld; Myhre; Aas; Skår; Tangen"),
    first_names=_list("Ola; Kari; Per; Ingrid; Lars; Anne; Bjørn; Silje; Knut; Marit; Geir; Hilde; Øyvind; Tone"),
    trades=_list("Bygg; Transport; Rørlegger; Elektro; Eiendom; Regnskap; Maskin; Bakeri; Tømrer; Mat; Fisk; Bil; Consulting; Maler; Entreprenør; Data; Logistikk; Handel; Verksted; Marine; Renhold; Sport; Interiør; Trevare; Anlegg; Hage"),
    patterns=("{s} {t}", "{s} {t}", "{i} {t}", "{i} {t}", "{i}", "{s} & Sønn", "Brødrene {s}", "{p} {t}", "{i} Norge", "{i} Norway", "{a} {t}", "{s} & {s2} {t}", "{i} {t} & {t2}"),
    towns=_towns("Oslo 01; Bergen 50; Trondheim 70; Stavanger 40; Drammen 30; Fredrikstad 16; Kristiansand/Kr.sand 46; Sandnes 43; Tromsø/Tromso 90; Ålesund/Aalesund 60; Bodø/Bodo 80; Hamar 23; Lillehammer 26; Molde 64; Harstad 94; Gjøvik/Gjovik 28; Halden 17; Haugesund 55"),
    streets=_list("Storgata; Kirkegata; Strandgata; Industriveien; Skolegata; Kongens gate; Dronningens gate; Havnegata; Parkveien; Sjøgata; Nedre Slottsgate; Fjordveien; Bekkeveien; Skogveien; Solveien; Verftsgata; Jernbanegata; Torggata; Bjørkeveien; Fabrikkveien"),
    syllables=("fjo", "nor", "sko", "vik", "hav", "ber", "lin", "ran", "tro", "ska", "dal", "vin", "sol", "gru", "kva", "frø"),
    box="Postboks {}", group=("Holding", "Eiendom", "Invest", "Gruppen", "Drift"),
)  # fmt: skip

SE = NL._replace(
    code="SE", dial="46", postcode="9 99", areas=(("8", 7), ("31", 7), ("40", 6), ("18", 6), ("13", 6), ("70", 7), ("73", 7)),
    forms=(("AB", "Aktiebolag", "ab", "A.B."), ("AB", "Aktiebolag", "ab"), ("HB", "Handelsbolag"), ("KB", "Kommanditbolag"), ("", "Enskild firma")),
    form_before=0.12, conjunction="och",
    surnames=_list("Andersson; Johansson; Karlsson; Nilsson; Eriksson; Larsson; Olsson; Persson; Svensson; Gustafsson; Lindberg; Bergström; Lindqvist; Sandberg; Sjöberg; Öberg; Åkesson; Holm; Nyström; Lundgren; Wallin; Engström; Forsberg; Hedlund; Björk; Hägg; Ström; Ekman"),
    first_names=_list("Erik; Anna; Lars; Karin; Sven; Eva; Göran; Åsa; Björn; Ulla; Per; Lena; Nils; Maja"),
    trades=_list("Bygg; Åkeri; El; Måleri; Fastigheter; Redovisning; Maskin; Bageri; Snickeri; Livs; Bil; Konsult; Rör; Entreprenad; Data; Logistik; Handel; Verkstad; Trädgård; Städ; Plåt; Golv; Tryckeri; Möbler; Skog; Transport"),
    patterns=("{s} {t}", "{s}s {t}", "{i} {t}", "{i} {t}", "{i}", "{s} & Son", "Bröderna {s}", "{p} {t}", "{i} Sverige", "{i} Sweden", "{a} {t}", "{s} & {s2} {t}", "{i} {t} & {t2}"),
    towns=_towns("Stockholm/Sthlm 11; Göteborg/Gothenburg/Goteborg 41; Malmö/Malmo 21; Uppsala 75; Västerås/Vasteras 72; Örebro/Orebro 70; Linköping/Linkoping 58; Helsingborg 25; Jönköping 55; Norrköping 60; Lund 22; Umeå/Umea 90; Gävle 80; Borås 50; Södertälje 15; Eskilstuna 63; Karlstad 65; Växjö 35; Halmstad 30; Sundsvall 85"),
    streets=_list("Storgatan; Kungsgatan; Drottninggatan; Industrigatan; Skolgatan; Järnvägsgatan; Kyrkogatan; Hamngatan; Vasagatan; Fabriksgatan; Ringvägen; Verkstadsgatan; Björkvägen; Strandvägen; Nygatan; Parkgatan; Västra Hamngatan; Östra Storgatan; Lillgatan; Kvarnvägen"),
    syllables=("svea", "nor", "sko", "vik", "hav", "ber", "lin", "ran", "tro", "ska", "dal", "väst", "sol", "gru", "kva", "fors"),
    box="Box {}", group=("Holding", "Fastigheter", "Invest", "Gruppen", "Förvaltning"),
)  # fmt: skip

DE = NL._replace(
    code="DE", dial="49", postcode="999", areas=(("30", 7), ("40", 7), ("89", 7), ("221", 6), ("7141", 6), ("251", 6), ("171", 7), ("1523", 7)),
    forms=(("GmbH", "G.m.b.H.", "Gesellschaft mbH", "gmbh"), ("GmbH", "Ges.m.b.H.", "GMBH"), ("GmbH & Co. KG", "GmbH & Co.KG", "GmbH und Co. KG", "GmbH u. Co. KG"), ("AG", "Aktiengesellschaft"), ("e.K.", "eK", "e. K."), ("UG (haftungsbeschränkt)", "UG", "UG haftungsbeschränkt"), ("OHG", "oHG"), ("", "")),
    form_before=0.0, conjunction="und",
    surnames=_list("Müller; Schmidt; Schneider; Fischer; Weber; Meyer; Wagner; Becker; Schulz; Hoffmann; Schäfer; Koch; Bauer; Richter; Klein; Wolf; Schröder; Neumann; Schwarz; Zimmermann; Krüger; Hofmann; Hartmann; Lange; Werner; Krause; Lehmann; Köhler; Maier; Mayer; Jäger; Groß; Roth; Vogel; Weiß"),
    first_names=_list("Hans; Peter; Uwe; Anja; Sabine; Jürgen; Klaus; Petra; Stefan; Ute; Frank; Heike; Jörg; Monika"),
    trades=_list("Bau; Maschinenbau; Elektrotechnik; Spedition; Metallbau; Bäckerei; Tischlerei; Steuerberatung; Druckerei; Autohaus; Logistik; Handel; Dachdeckerei; Heizungsbau; Gartenbau; Consulting; Immobilien; Reinigung; Werkzeugbau; Software; Verlag; Apotheke; Möbel; Textil; Baustoffe; Kunststofftechnik"),
    patterns=("{t} {s}", "{s} {t}", "{i} {t}", "{i} {t}", "{i}", "{s} & Söhne", "Gebrüder {s}", "{s} & {s2} {t}", "{i} International", "{i} Deutschland", "{a} {t}", "{p}er {t}", "{i} {t} & {t2}", "{i}-{t}"),
    towns=_towns("Berlin 10; Hamburg 20; München/Muenchen/Munich 80; Köln/Koeln/Cologne 50; Frankfurt am Main/Frankfurt/Frankfurt a.M. 60; Stuttgart 70; Düsseldorf/Duesseldorf 40; Leipzig 04; Dortmund 44; Essen 45; Bremen 28; Dresden 01; Hannover 30; Nürnberg/Nuernberg 90; Münster/Muenster 48; Aachen 52; Kiel 24; Freiburg im Breisgau/Freiburg i.Br. 79; Kassel 34; Erfurt 99; Osnabrück 49; Ulm 89"),
    streets=_list("Hauptstraße; Bahnhofstraße; Industriestraße; Schulstraße; Gartenstraße; Dorfstraße; Bergstraße; Lindenstraße; Kirchweg; Goethestraße; Schillerstraße; Am Markt; Mozartweg; Rathausplatz; Gewerbering; Ringstraße; Waldweg; Mühlenweg; Zum Hafen; Friedrich-Ebert-Straße; Carl-Benz-Straße; Im Gewerbepark"),
    syllables=("vel", "nord", "kra", "zel", "bau", "mer", "hol", "ter", "wal", "lim", "tho", "bra", "spi", "flo", "kwa", "stein"),
    box="Postfach {}", group=("Holding", "Verwaltung", "Immobilien", "Beteiligungen", "Vertrieb"),
)  # fmt: skip

GB = NL._replace(
    code="GB", dial="44", postcode="gb", number_first=True, areas=(("20", 8), ("161", 7), ("121", 7), ("1904", 6), ("1223", 6), ("7700", 6), ("7911", 6)),
    forms=(("Ltd", "Limited", "Ltd.", "LTD"), ("Limited", "Ltd", "Ltd."), ("PLC", "plc", "P.L.C."), ("LLP", "L.L.P."), ("", "")), form_before=0.0, conjunction="and",
    surnames=_list("Smith; Jones; Taylor; Brown; Williams; Wilson; Johnson; Davies; Robinson; Wright; Thompson; Evans; Walker; White; Roberts; Green; Hall; Wood; Jackson; Clarke; Patel; Khan; Lewis; James; Phillips; Mason; Mitchell; Rose; Davis; Hughes"),
    first_names=_list("John; Mary; David; Sarah; Paul; Emma; Mark; Lucy; Andrew; Helen; James; Kate; Simon; Jane"),
    trades=_list("Builders; Electrical; Plumbing; Haulage; Engineering; Bakery; Joinery; Accountants; Printing; Motors; Logistics; Trading; Roofing; Heating; Landscapes; Consulting; Properties; Cleaning; Tooling; Software; Publishing; Pharmacy; Furniture; Textiles; Supplies; Plastics; Services; Foods"),
    patterns=("{s} {t}", "{s} {t}", "{i} {t}", "{i} {t}", "{i}", "{s} & Sons", "{s} Brothers", "{s} & {s2}", "{i} International", "{i} UK", "{a} {t}", "{p} {t}", "{i} {t} & {t2}", "The {i} Company"),
    towns=_towns("London EC; Manchester M; Birmingham B; Leeds LS; Bristol BS; Sheffield S; York YO; Cambridge CB; Oxford OX; Glasgow G; Edinburgh EH; Cardiff CF; Newcastle upon Tyne/Newcastle NE; Nottingham NG; Leicester LE; Exeter EX; Norwich NR; Hull/Kingston upon Hull HU; Derby DE; Swansea SA"),
    streets=_list("High Street; Station Road; Church Lane; Victoria Road; Mill Lane; Park Avenue; London Road; Queens Road; Kings Street; Green Lane; Manor Road; Industrial Estate Road; Bridge Street; Chapel Street; The Crescent; Richmond Road; Grange Road; New Street; Albert Square; Saint Johns Road"),
    syllables=("vel", "nor", "cra", "ash", "bow", "mer", "hol", "ter", "wex", "lim", "tho", "bra", "spi", "flo", "kin", "sten"),
    box="PO Box {}", group=("Holdings", "Management", "Properties", "Group", "Investments"),
)  # fmt: skip

FR = NL._replace(
    code="FR", dial="33", postcode="999", number_first=True, areas=(("1", 8), ("2", 8), ("3", 8), ("4", 8), ("5", 8), ("6", 8)),
    forms=(("SARL", "S.A.R.L.", "sarl", "Sarl"), ("SAS", "S.A.S.", "sas"), ("SA", "S.A."), ("EURL", "E.U.R.L."), ("SNC",), ("SCI",), ("", "EI")), form_before=0.4, conjunction="et",
    surnames=_list("Martin; Bernard; Thomas; Petit; Robert; Richard; Durand; Dubois; Moreau; Laurent; Simon; Michel; Lefèvre; Leroy; Roux; David; Bertrand; Morel; Fournier; Girard; Bonnet; Dupont; Lambert; Fontaine; Rousseau; Vincent; Müller; Faure; Mercier; Guérin; Béranger; François"),
    first_names=_list("Jean; Marie; Pierre; Anne; Luc; Hélène; Michel; Sophie; André; Claire; Rémy; Chloé; Denis; Zoé"),
    trades=_list("Boulangerie; Bâtiment; Électricité; Transports; Menuiserie; Garage; Comptabilité; Couverture; Jardins; Immobilier; Plomberie; Boucherie; Imprimerie; Conseil; Logistique; Peinture; Assurances; Pharmacie; Meubles; Textiles; Négoce; Maçonnerie; Informatique; Nettoyage; Traiteur; Vins"),
    patterns=("{t} {s}", "{s} {t}", "{t} {i}", "{i} {t}", "{i}", "{s} & Fils", "{s} Frères", "{s} & {s2}", "Établissements {s}", "{i} International", "{i} France", "{a} {t}", "Société {i}", "{s} & Compagnie", "{t} de {p}"),
    towns=_towns("Paris 75; Lyon 69; Marseille 13; Toulouse 31; Nice 06; Nantes 44; Strasbourg 67; Montpellier 34; Bordeaux 33; Lille 59; Rennes 35; Reims 51; Saint-Étienne/St-Etienne/Saint Etienne 42; Le Havre 76; Grenoble 38; Dijon 21; Angers 49; Nîmes/Nimes 30; Clermont-Ferrand 63; Orléans/Orleans 45"),
    streets=_list("Rue de la Gare; Rue de l'Église; Avenue de la République; Rue Victor Hugo; Rue du Moulin; Boulevard Gambetta; Place de la Mairie; Rue des Écoles; Avenue du Général Leclerc; Rue Pasteur; Rue Jean Jaurès; Zone Industrielle Nord; Allée des Tilleuls; Chemin des Vignes; Rue Saint-Martin; Quai de la Loire; Impasse du Lavoir; Route de Paris; Rue Nationale; Boulevard Carnot"),
    syllables=("vel", "nor", "cra", "beau", "bou", "mer", "sol", "ter", "lim", "lau", "mont", "bra", "spi", "flo", "cha", "san"),
    box="BP {}", group=("Holding", "Gestion", "Immobilier", "Groupe", "Invest"),
)  # fmt: skip

LANDS = {land.code: land for land in (NL, BE, NO, SE, DE, GB, FR)}
ENDS = _ENDS

SHORT = {
    "Gebroeders": ("Gebr.", "Gebr", "Gebrs."), "Firma": ("Fa.", "Fa", "F.a."), "Zonen": ("Zn", "Zn.", "Zoon"), "International": ("Int.", "Intl", "Internat."),
    "Nederland": ("Ned.", "NL"), "Belgium": ("Belgie", "België"), "Maatschappij": ("Mij", "Mij."), "Bouwbedrijf": ("Bouwbedr.", "Bouw"),
    "Administratiekantoor": ("Adm.kantoor", "Adm. kantoor", "Administratie"), "Handelsonderneming": ("Handelsond.", "H.O.", "Handelsondern."),
    "Installatietechniek": ("Inst.techniek", "Installatietechn.", "Installatie"), "Transport": ("Transp.", "Transport"), "Schildersbedrijf": ("Schildersbedr.", "Schilders"),
    "Autobedrijf": ("Autobedr.",), "Timmerbedrijf": ("Timmerbedr.",), "Automatisering": ("Autom.",), "Schoonmaakdiensten": ("Schoonmaak",), "Groothandel": ("Grooth.",),
    "van": ("v.",), "der": ("d.",), "Gebrüder": ("Gebr.",), "Brødrene": ("Brd.", "Br."), "Bröderna": ("Br.",), "Söhne": ("Soehne", "Sohn"), "Deutschland": ("Deutschl.", "DE"),
    "Maschinenbau": ("Masch.bau",), "Elektrotechnik": ("Elektro", "E-Technik"), "Établissements": ("Ets", "Ets.", "Etablissements"), "Etablissementen": ("Etn.", "Ets."),
    "Société": ("Sté", "Ste"), "Compagnie": ("Cie", "Cie."), "Boulangerie": ("Boul.",), "Immobilier": ("Immo",), "Brothers": ("Bros", "Bros."), "Company": ("Co", "Co."),
    "Services": ("Svcs", "Serv."), "Engineering": ("Eng.", "Engineer."), "Electrical": ("Elec.", "Electric"), "Properties": ("Props",), "Holding": ("Hold.", "Holding"),
    "Holdings": ("Hldgs",), "Management": ("Mgt", "Mgmt"), "Accountants": ("Acc.",), "Consulting": ("Cons.",), "Fastigheter": ("Fast.",), "Redovisning": ("Redov.",),
    "Regnskap": ("Regnsk.",), "Entreprenør": ("Entr.",), "Entreprenad": ("Entr.",), "Frères": ("Fres", "Freres"), "Immobilien": ("Immob.",), "Sverige": ("Sv.",),
}  # fmt: skip
"""Words of names, and what bookkeepers make of them."""

STREET_SHORT = (
    ("straat", "str."), ("straat", "str"), ("weg", "wg"), ("laan", "ln"), ("plein", "pln"), ("Burgemeester", "Burg."), ("Prinses", "Pr."), ("Sint ", "St. "), ("Tweede", "2e"),
    ("steenweg", "stwg"), ("straße", "str."), ("straße", "strasse"), ("straße", "str"), ("Straße", "Str."), ("gata", "gt."), ("gate", "gt."), ("veien", "vn"), ("gatan", "g."),
    ("vägen", "v."), ("Street", "St"), ("Street", "St."), ("Road", "Rd"), ("Road", "Rd."), ("Lane", "Ln"), ("Avenue", "Ave"), ("Avenue", "Av."), ("Square", "Sq"), ("Saint", "St"),
    ("Boulevard", "Bd"), ("Boulevard", "Blvd"), ("Rue ", "R. "), ("Chaussée", "Ch."), ("Zone Industrielle", "ZI"), ("Place", "Pl."), ("Impasse", "Imp."), ("platz", "pl."),
)  # fmt: skip
"""What stands in streets, and what people write for it."""

PLAIN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "å": "a", "é": "e", "è": "e", "ë": "e", "É": "E", "â": "a", "ç": "c", "î": "i",
         "Ö": "O", "Å": "A", "Ä": "A", "Ø": "O", "ï": "i", "ó": "o", "Ü": "U"}  # fmt: skip
