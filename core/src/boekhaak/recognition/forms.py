"""What company names carry besides themselves: legal forms, words that mark a copy or a test, words for "and"."""

from __future__ import annotations

from itertools import chain

AND = frozenset({"&", "+", "en", "og", "och", "and", "und", "et", "y"})
"""Words that stand between names in any of the languages; a name is the same without them."""

_FORMS: dict[str, str] = {
    "bv": "bv|bvba|srl|sprl|besloten vennootschap|besloten vennootschap met beperkte aansprakelijkheid"
    "|societe a responsabilite limitee de droit belge",
    "nv": "nv|sa|sau|naamloze vennootschap|societe anonyme|sociedad anonima",
    "vof": "vof|vennootschap onder firma|snc|societe en nom collectif",
    "cv": "cv|cvba|commanditaire vennootschap|comm v",
    "eenmanszaak": "eenmanszaak|ez|zzp",
    "maatschap": "maatschap",
    "stichting": "stichting|stg",
    "vereniging": "vereniging|vzw|asbl|forening|verein|ev|association",
    "as": "as|aksjeselskap|aktieselskab",
    "asa": "asa|allmennaksjeselskap",
    "enk": "enk|enkeltpersonforetak|enkeltmandsvirksomhed",
    "da": "ans|da|ansvarlig selskap",
    "ab": "ab|aktiebolag|aktiebolaget",
    "hb": "hb|handelsbolag|handelsbolaget",
    "kb": "kb|kommanditbolag|kommanditbolaget",
    "enskild": "ef|enskild firma",
    "gmbh": "gmbh|mbh|gesellschaft mbh|ges mbh|gesellschaft mit beschrankter haftung",
    "coop": "cooperatie|cooperatie ua|cooperatie wa|cooperatie ba|cooeperatie|cooeperatie ua|coop|coop ua|ua|ba",
    "ug": "ug|ug haftungsbeschrankt|ug haftungsbeschraenkt|unternehmergesellschaft|unternehmergesellschaft haftungsbeschrankt",
    "kg": "kg|kommanditgesellschaft|gmbh co kg|ug co kg|gmbh co kommanditgesellschaft",
    "ag": "ag|aktiengesellschaft",
    "ohg": "ohg|offene handelsgesellschaft",
    "gbr": "gbr|gesellschaft burgerlichen rechts",
    "ek": "ek|eingetragener kaufmann|eingetragene kauffrau",
    "ltd": "ltd|limited|ltd liability company|private limited company",
    "plc": "plc|public limited company",
    "llp": "llp|limited liability partnership",
    "lp": "limited partnership",
    "cic": "cic|community interest company",
    "kgaa": "kgaa|gmbh co kgaa|kommanditgesellschaft auf aktien",
    "partg": "partg|partgmbb|partnerschaftsgesellschaft|partnerschaftsgesellschaft mbb",
    "ggmbh": "ggmbh|gemeinnutzige gmbh",
    "nuf": "nuf|norskregistrert utenlandsk foretak",
    "ei": "eirl|entreprise individuelle|entreprise individuelle a responsabilite limitee",
    "gcv": "gcv|commv|gewone commanditaire vennootschap|societe en commandite simple",
    "sarl": "sarl|eurl|societe a responsabilite limitee|entreprise unipersonnelle a responsabilite limitee",
    "sas": "sas|sasu|societe par actions simplifiee",
    "aps": "aps|anpartsselskab",
    "ivs": "ivs|ivaerksaetterselskab",
    "is": "interessentskab",
    "sl": "sl|slu|sociedad limitada|sociedad limitada unipersonal|sociedad de responsabilidad limitada",
}

FORMS: dict[tuple[str, ...], str] = {
    tuple(words.split()): form for form, ways in _FORMS.items() for words in ways.split("|")
}
"""Each way to write a legal form, folded and in words, with the one form it stands for.

Belgium renamed its BVBA (SPRL) into BV (SRL) in 2019 and writes each form in two languages: those are one.
"""

LONGEST = max(map(len, FORMS))

LEADING = frozenset({"bv", "nv", "vof", "cv", "ab", "as", "hb", "kb", "sa", "sas", "sarl", "stichting", "stg", "vereniging",
                     "vzw", "asbl", "maatschap", "aktiebolaget", "handelsbolaget", "kommanditbolaget", "forening"})  # fmt: skip
"""The forms that people also write before the name."""

ANYWHERE = frozenset({"bv", "bvba", "nv", "vof", "gmbh", "ltd", "limited", "aps", "asa", "llp", "plc", "sprl", "srl",
                      "sarl", "eurl", "aktiebolag", "aksjeselskap"})  # fmt: skip
"""The forms that are no word of anything else, so that a place or a number may follow them."""

_MARKS: dict[str, str] = {
    "copy": "copy kopie kopi kopia copie duplicaat duplicate dubbel",
    "test": "test testen testing tester proef demo demonstratie voorbeeld sandbox oefening essai prove prueba prov",
    "backup": "backup reservekopie sikkerhetskopi",
    "old": "old oud oude archief archive arkiv arkiver gammel gammal alt vieux",
    "template": "template sjabloon mal mall",
}

MARKS: dict[str, str] = dict(
    chain.from_iterable([(word, mark) for word in words.split()] for mark, words in _MARKS.items())
)
"""Words by which people tell a copy of books, or books for a test, from the books themselves."""

ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
"""Numbers of sister companies; those of one letter are too often an initial."""
