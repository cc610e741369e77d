"""Which language a ticket is in, told offline."""

import pytest

from knowledge_base.languages import language_of

SAID = {
    "en": [
        "Where is my parcel?",
        "hi i want to return the boots, they dont fit",
        "Refund please, it never arrived!!",
        "My order NW-2210 shows delivered but there is nothing here.",
        "Can you change the address on order 4471 to Kirchstraße 12, Zürich?",
        "The jacket I bought for my son is too small, what can I do?",
        "Hola! I would like to cancel my order before it ships.",
    ],
    "de": [
        "Wann bekomme ich mein Geld zurück?",
        "Hallo, die Stiefel sind zu klein. Kann ich sie umtauschen?",
        "Mein Paket ist seit zwei Wochen unterwegs und noch nicht da",
        "Ich möchte meine Bestellung stornieren.",
        "Können Sie mir bitte die Rechnung schicken",
        "Der Reißverschluss der Jacke ist nach drei Tagen kaputt gegangen",
        "was kostet der versand nach österreich",
    ],
    "fr": [
        "Bonjour, où est ma commande ?",
        "Je voudrais être remboursé, la veste est trop petite.",
        "Je n'ai toujours pas reçu mon colis",
        "Comment puis-je retourner les chaussures ?",
        "Pouvez-vous changer l'adresse de livraison de ma commande",
        "Le produit est arrivé cassé, que dois-je faire ?",
        "Combien de temps faut-il pour le remboursement",
    ],
    "es": [
        "Hola, me llegó otro color. ¿Tengo que devolverlo?",
        "Quiero cancelar mi pedido",
        "¿Cuándo llega mi paquete?",
        "No he recibido el reembolso de mis botas",
        "La chaqueta es muy pequeña para mi hijo, puedo cambiarla",
        "Por favor necesito cambiar la dirección de envío",
        "donde esta mi pedido, lo compre hace dos semanas",
    ],
    "nl": [
        "Waar is mijn pakket?",
        "Ik wil mijn bestelling annuleren",
        "De schoenen zijn te klein, kan ik ze ruilen?",
        "Wanneer krijg ik mijn geld terug?",
        "Het pakket is nog niet aangekomen",
        "Kunnen jullie het adres van mijn bestelling wijzigen?",
        "Beste, de rits van de jas is kapot na drie dagen",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, texts in SAID.items() for text in texts])
def test_sentence_of_a_ticket_is_told(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"), [("Где моя посылка?", "ru"), ("荷物はどこですか", "ja"), ("内裤在哪里", "zh")]
)
def test_another_script_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "NW-1012", "ok", "Size 42?", "Jonas Keller", "👍", "https://example.org/der/die/das"]
)
def test_text_that_says_too_little_has_no_language(text: str) -> None:
    assert language_of(text) is None
