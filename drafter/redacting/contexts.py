"""What the words before a number say it is: the nearest label wins."""
# ruff: noqa: E501 - a pattern is easier to compare on one line

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

LOOK_BACK_CHARS = 48


class Label(StrEnum):
    """What a word before a number calls it."""

    PHONE = "phone"
    CARD = "card"
    SSN = "ssn"
    IBAN = "iban"
    IP = "ip"
    EMAIL = "email"
    ID = "id"
    ARTICLE = "article"
    VERSION = "version"


_WORDS = {
    Label.SSN: r"ssn\w*|social(?: security)?(?: (?:number|no|nr))?|soc\.? sec\w*",
    Label.IBAN: r"iban",
    Label.IP: r"ip(?:v[46])?(?:[ -]?(?:address\w*|adres\w*|adresse))?",
    Label.ARTICLE: (  # with a check digit of their own, so that some look like cards
        r"(?:gift|geschenk|cadeau|gift-)[ -]?(?:cards?|karten?|kaart|bon)|gutschein\w*|tarjeta regalo|carte cadeau"
        r"|(?:ean|gtin|isbn|upc|imei|barcode)(?:[ -]?(?:code|number|nummer|no|nr|13|8))?"
    ),
    Label.ID: (
        r"(?:order|tracking|customer|client|account|article|item|serial|invoice|ticket|case|reference|confirmation"
        r"|parcel|shipment|member\w*|model|part|product|policy|claim|booking|kunden|auftrags?|bestell\w*"
        r"|artikel|serien"
        r"|rechnungs?|sendungs?|paket|vorgangs?|referenz|bestel|klant|factuur|zending|volg|pakket)[ -]?"
        r"(?:number|nummer|num|no|nr|id|code)?"
        r"|orders?|bestellung(?:en)?|auftrag|commandes?|pedidos?|bestelling(?:en)?|tracking"
        r"|track(?: and trace)?|suivi"
        r"|seguimiento|envío|colis|paquete|pakket|sendung|invoice|rechnung|facture|factura|factuur|tickets?|rma|sku"
        r"|asin|art|art[íi]culo|ref|r[ée]f[ée]rence|referencia|referentie|serial|sn|s/n|zip(?: code)?|plz"
        r"|postcode|code postal|c[óo]digo(?: postal)?|kundennummer|client|cliente|code|coupon|promo|voucher|po"
        r"|dhl|ups|usps|fedex|dpd|gls|hermes|postnl|colissimo|seur|correos|chronopost|reklamation"
        r"|contract|vertrag|vertragsnummer|contrato|contrat|awb|waybill|transaction|transaktion\w*|batch|lot|vin|meter|model"
        r"|p/n|mpn|(?:receipt|frame|chassis|dye ?lot|till|locker|licen[cs]e|warranty|certificate|pattern|style|catalog(?:ue)?)[ -]?(?:number|num|no|nr|id|code)"
        r"|(?:rahmen|fahrgestell|garantie|chargen|farb|beleg|quittungs|kassenbon)[ -]?(?:nummer|nr)|s[ée]rie|re[çc]u|recibo|bain|ch[âa]ssis|bastidor|lote|mod[èe]le|modelo"
    ),
    Label.VERSION: (
        r"versi(?:on|e|ón|ons)|firmware|build|release|section|chapter|clause|paragraph|abschnitt|kapitel|ziffer"
        r"|secci[óo]n|apartado|hoofdstuk|artikel|app|ios|android|macos|windows|(?:printer|graphics?|video|audio|usb|device) drivers?|software|update|v"
    ),
    Label.PHONE: (
        r"i['’]?m (?:on|at)|i am (?:on|at)|ph|mob|cel|fon|tlf|tfno|my #"
        r"|(?:tele)?phones?(?: number)?|telefon\w*|tel(?:efoon\w*|[ée]fono\w*)?|t[ée]l(?:[ée]phone\w*)?"
        r"|mobile?|mobiel\w*"
        r"|m[óo]vil|handy\w*|cell\w*|call\w*|ring|whats ?app|sms|signal|fax|anruf\w*|rufen?|ruft|erreich\w*"
        r"|zur[üu]ckrufen"
        r"|appel\w*|joindre|joignable|portable|ll[áa]m\w*|bel(?:len)?|06-nummer|dial\w*|reach\w*|my number"
        r"|meine nummer"
        r"|mon num[ée]ro|mi n[úu]mero|mijn nummer|rufnummer\w*|durchwahl|text(?: me)?|dzwoni\w*|zadzwo\w*|numer(?: telefonu)?|kom[óo]rk\w*|celular\w*|fone|telem[óo]vel|ligue\w*|ligar"
        r"|chiam\w*|fijo|fixe|festnetz|mobiln\w*|ring\w*|puh|num[ée]ro de t[ée]l\w*|t[ée]l[ée]fono\w*|電話|携帯|contact\w*|kontakt\w*|contacto"
    ),
    Label.EMAIL: r"e-?mail\w*|mail\w*|courriel|correo|m[ée]l|schreib\w*|write|[ée]cri\w*|escr[íi]b\w*|schrijf|reach",
    Label.CARD: (
        r"(?:credit|debit|kredit|bank|ec)?[ -]?(?:cards?|karten?\w*|kaart\w*)|visa|master ?card|amex|american express"
        r"|maestro|discover|diners|jcb|cartes?|cb|tarjetas?|cc|creditcard\w*|kreditkarte\w*|pan"
    ),
}
_LABEL = re.compile("|".join(rf"(?P<{label}>(?<!\w)(?:{words})(?!\w))" for label, words in _WORDS.items()), re.I)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_FILLER_WORDS = """
    number numbers num no nr n nummer numero número numéro id is was are were the my our your this that with
    of code ist lautet war mit die der das meine est le la de du mon es el mi del su nummers mijn het een in
    on at den und and y et en
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
_MOST_OTHER_WORDS = 1
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-ZÀ-ÞА-Я¿¡])|\n\s*\n|[;|]")


def _leads_to(between: str) -> bool:
    """Whether a label goes on to a number: no other number between, hardly another word."""
    words = [word for word in _LETTERS.findall(between) if word.lower() not in _FILLERS]
    return not _DIGIT.search(between) and len(words) <= _MOST_OTHER_WORDS and not ("," in between and words)


@dataclass(frozen=True)
class Contexts:
    """All labels of a folded text, found once."""

    text: str

    @cached_property
    def _found(self) -> list[tuple[int, int, Label]]:
        return [(m.end(), m.start(), Label(m.lastgroup or "id")) for m in _LABEL.finditer(self.text)]

    def before(self, place: int, *, within: int = LOOK_BACK_CHARS) -> Label | None:
        """Return the label nearest before a place, in the same sentence; None where there is none."""
        found = self._found
        at = bisect_left(found, (place + 1,)) - 1
        if at < 0 or place - found[at][0] > within:
            return None
        end, _, label = found[at]
        if label in (Label.ID, Label.ARTICLE, Label.VERSION) and not _leads_to(self.text[end:place]):
            return None  # it spoke of something else
        return None if _SENTENCE_END.search(self.text, end, place) else label

    def has_before(self, place: int, label: Label, *, within: int = LOOK_BACK_CHARS) -> bool:
        """Whether a label of this kind stands near before a place, be it the nearest or not."""
        found = self._found
        at = bisect_left(found, (place + 1,)) - 1
        while at >= 0 and place - found[at][0] <= within:
            if found[at][2] is label:
                return True
            at -= 1
        return False
