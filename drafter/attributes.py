"""What a question about a thing, or its answer, is about: its fit, its edges, its noise; in five languages.

Finer than topics, which tell what a ticket is about: a question after a thing's weight and one
after its colour share the thing and no attribute.
"""

import re
from collections.abc import Mapping
from functools import lru_cache


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    "shape": _any(r"edges?|corners?|round\w*|sharp|smooth|curved|kanten?|ecken?|rund\w*|glatt\w*|bords?|coins?"
    r"|arrond\w*|bordes?|esquinas?"
    r"|redond\w*|randen|hoeken|rond\w*"),
    "tool": _any(r"tools?|allen key|hex key|screwdrivers?|drill|wrench|werkzeug\w*|schlüssel|schraubendreher"
    r"|outils?|tournevis|clé|herramientas?"
    r"|destornillador|gereedschap\w*|schroevendraaier"),
    "screws": _any(r"screws?|bolts?|pegs?|nails?|bag [A-Z]|schrauben?|dübel|heringe?|vis|piquets?|tornillos?"
    r"|piquetas?|schroeven|haringen"),
    "certificate": _any(r"certif\w*|tested|norms?|standards?|EN ?\d+|CE|ISO|approved for|zertifi\w*|geprüft\w*"
    r"|norm|certifié\w*|norme|homologad\w*"
    r"|gecertificeerd|keurmerk|tüv|food[- ]safe"),
    "water": _any(r"water\w*|rain\w*|wet|splash\w*|wasser\w*|regen\w*|nass|imperméable|pluie|eau|impermeable"
    r"|lluvia|agua|waterdicht|nat"),
    "washing": _any(r"wash\w*|hand-wash|clean\w*|machine|laundry|degrees|iron|dishwasher|wasch\w*"
    r"|spülmaschine\w*|grad|reinig\w*|lav\w+|degrés|machine"
    r"|lavavajillas|grados|wassen|wasbaar|vaatwasser|graden"),
    "fit": _any(r"fits?|compatible|works? with|suitable|suits?|passt|passen|kompatibel|geeignet|modell\w*"
    r"|compatib\w*|convient|modèle|sirve|vale para"
    r"|encaja|modelo|past|geschikt|compatibel|cartridge|filter"),
    "sizing": _any(r"run (?:small|large|big)|true to size|size (?:up|down)|sizes?|usual (?:one|size)"
    r"|fällt .{0,12}(?:klein|groß)|größe\w*|taille\w*"
    r"|chausse\w*|tallas?|talla\w*|maat|maten|valt .{0,8}(?:klein|groot)|lengte|[SMX]?L"),
    "load": _any(r"(?:max\w*|carry|carries|hold|holds|support\w*|bear\w*) .{0,16}(?:kg|kilos?|lbs?|pounds"
    r"|weight|load)|\d+ ?kg|belast\w*|tragkraft"
    r"|trägt|supporte|charge max\w*|aguanta|carga|soporta|draagt|draagvermogen"),
    "weight": _any(r"weigh\w*|heavy|light|kg|grams?|lbs?|pounds|wiegt|gewicht|schwer|poids|pèse|lourd\w*|pesa"
    r"|peso|weegt|zwaar"),
    "fold": _any(r"fold\w*|collaps\w*|packed|pack(?:s|ed)? (?:down|up)|klapp\w*|faltbar|zusammen\w*|pli\w+"
    r"|repli\w*|plegar|pliega|plegable|dobla\w*"
    r"|inklap\w*|opvouw\w*|vouwt"),
    "power": _any(r"plug\w*|socket|volt\w*|watts?|mains|usb\S*|cable|cord|batter\w*|charg(?:e[rs]?|ing)|akku\w*"
    r"|lad(?:ung|en|ekabel)|stecker|strom"
    r"|kabel|pile\w*|prise|câble|batterie|enchufe|pilas?|batería|cargador|stekker|snoer|accu|batterij\w*|opladen"),
    "duration": _any(r"last\w*|runs? for|runtime|reicht|hält|läuft|dure\w*|autonomie|tient|dura\w*|autonomía"
    r"|gaat .{0,12}mee|duurt"),
    "noise": _any(r"nois\w*|loud|quiet|silent|decibels?|db|laut|leise|geräusch\w*|bruit\w*|silencieu\w*|ruid\w*"
    r"|silencios\w*|geluid|stil|lawaai"),
    "light": _any(r"bright\w*|lumen|dimm\w*|colou?r temperature|warm white|kelvin|\d+ ?k|bulb|helligkeit"
    r"|dimmbar|luminosit\w*|brillo|bombillas?|lamp(?:en|je)"),
    "safety": _any(r"safe\w*|protect\w*|overheat\w*|switches itself off|toxic|harm\w*|child\w*|sicher\w*|schutz"
    r"|kinder\w*|sécurit\w*|enfants?|segur\w*"
    r"|niños|veilig\w*|kinderen"),
    "allergy": _any(r"allerg\w*|gluten|nuts?|lactose|vegan|animal\w*|ingredients?|perfume|inhaltsstoffe|zutaten"
    r"|nüsse|ingrédients?|noix|ingredientes"
    r"|frutos secos|ingrediënten|noten"),
    "material": _any(r"made of|material|wood\w*|oak|pine|leather|cotton|wool|steel|plastic|linen|fabric|holz"
    r"|eiche|leder|baumwolle|stoff|bois|chêne|cuir"
    r"|coton|tissu|laine|madera|roble|cuero|algodón|tela|lana|hout|eiken|leer|katoen|stof|wol"),
    "colour": _any(r"colou?rs?|black|white|blue|red|green|grey|gray|farbe\w*|schwarz|weiß|blau|rot|grün"
    r"|couleur\w*|noir\w*|bleu\w*|rouge|vert\w*|color\w*"
    r"|negr[oa]|azul|roj[oa]|verde|kleur\w*|zwart|blauw|rood|groen"),
    "assembly": _any(r"assembl\w*|put (?:it )?together|build|install\w*|mount\w*|set[- ]?up|aufbau\w*|montage"
    r"|montier\w*|installier\w*|monter|installation"
    r"|montaje|montar|instalar|monteren|in elkaar"),
    "manual": _any(r"manual|instructions?|guide|leaflet|pdf|anleitung\w*|handbuch|notice|mode d'emploi|manuel"
    r"|instrucciones|handleiding|gebruiksaanwijzing"),
    "reset": _any(r"reset\w*|restart\w*|reboot\w*|button|seconds|zurücksetz\w*|neu ?start\w*|knopf|taste"
    r"|réinitialis\w*|bouton|redémarr\w*|reinici\w*"
    r"|botón|herstart\w*|knop"),
    "opening": _any(r"open\w*|clos\w+|hours|sundays?|weekends?|am|pm|uhr|geöffnet|sonntags?|ouvert\w*|ferm\w*"
    r"|horaires?|dimanche|abre\w*|abiert\w*|horario"
    r"|cierra|open|gesloten|zondag"),
    "shop": _any(r"shops?|stores?|branch|showroom|near\w*|minutes away|filiale|laden|geschäft|magasin|boutique"
    r"|tienda|winkel|calle \w+|rue \w+"),
    "try": _any(r"worn|wear\w*|try(?:ing)?(?: \w+)? on|indoors|used|anprobier\w*|getragen|essay\w*|porté\w*"
    r"|prob\w+|usad[oa]s?|passen|gedragen|take .{0,12}back"),
    "wrap": _any(r"wrap\w*|gift paper|ribbon|verpack\w*|geschenk\w*|emball\w*|cadeau|envolver|envuelt\w*|regalo"
    r"|inpakken|ingepakt"),
    "prices hidden": _any(r"price slip|no prices?|prices? (?:shown|hidden)|gift receipt|preisschild"
    r"|ohne preis\w*|sans (?:le )?prix|sin (?:el )?precio"
    r"|zonder prij\w+"),
    "profile": _any(r"profile|account|e-?mail address|password|login|contact|profil|konto|passwort|compte"
    r"|mot de passe|perfil|cuenta|contraseña|profiel"
    r"|wachtwoord"),
    "number": _any(r"how many|number of|pieces?|pairs?|sixteen|dozen|set of|wie viele|stück|combien de|pièces"
    r"|cuánt[oa]s|piezas|hoeveel|stuks"),
    "complaint": _any(r"complain\w*|head of|manager|beschwer\w*|leiter\w*|réclam\w*|plainte|responsable|quej\w*"
    r"|reclam\w*|klacht\w*|klagen"),
    "charge twice": _any(r"twice|double|duplicate|two entries|hold|pending|drops? off|go(?:es)? away"
    r"|extra charge|doppelt|zweimal|deux fois|dos veces"
    r"|tweemaal|twee keer|dubbel"),
    "reason": _any(r"why|because|reason|difference|bigger|better|whereas|warum|unterschied|pourquoi|différence"
    r"|por qué|diferencia|waarom|verschil"),
    "compare price": _any(r"price[- ]?match|other shops?|elsewhere|competitors?|cheaper|ailleurs|woanders"
    r"|günstiger|otras? tiendas?|elders|goedkoper"),
    "deliver place": _any(r"deliver to|ship to|islands?|abroad|countr\w+|packstation|jersey|liefern .{0,4}nach"
    r"|ausland|livr\w+ (?:à|en)|étranger"
    r"|env\w+ a|extranjero|naar|buitenland|dorthin"),
    "day": _any(r"by (?:mon|tues|wednes|thurs|fri|satur|sun)day|in time|before noon|rechtzeitig|à temps"
    r"|a tiempo|op tijd"),
    "pickup": _any(r"pick .{0,8}up|collect\w*|abhol\w*|retirer|récupérer|recoger|ophalen|afhalen"),
    "combine": _any(r"two (?:coupons|codes)|together|combin\w*|one code|per order|kombinier\w*|cumul\w*"
    r"|combinar|stapelen"),
    "stock": _any(r"in stock|back|available|expect|sold out|lager|verfügbar|lieferbar|disponible\w*|existencias"
    r"|voorraad|leverbaar|request"),
    "arrived": _any(r"arriv\w*|reached|received|angekommen|eingetroffen|reçu\w*|arrivé\w*|llegad[oa]"
    r"|recibid[oa]|aangekomen|ontvangen"),
    "paypal": _any(r"paypal|card|how will i get|goes back to|bank|karte|carte|tarjeta|kaart"),
    "dimension": _any(r"height\w*|wide|width|deep|depth|long|length|tall|high|dimensions?|measur\w+|cm|mm"
    r"|inch(?:es)?|goes up to|hoch|höhe|breit\w*|tief\w*"
    r"|länge|maße|hauteur|largeur|profondeur|longueur|mesure\w*|alto|altura|ancho|largo|mide|hoogte|breedte"
    r"|diepte|hoog|breed|lang"),
    "people": _any(r"send someone|technicians?|visit\w*|crew|somebody|engineer|plumber|specialist|come (?:over"
    r"|round|out)|techniker\w*|monteur\w*|besuch\w*"
    r"|technicien\w*|passer|livreurs?|técnico|visita\w*|langs|jemand\w*|quelqu'un|alguien|iemand"),
    "upstairs": _any(r"upstairs|floor|room|stairs|kerb|lift|etage|stockwerk|treppe|étage|escalier\w*|monte\w*"
    "|planta|piso|escaleras|verdieping|trap|boven"),
    "heat": _any(r"heat\w*|hot|warm\w*|temperature|degrees|oven|fire|cold|freez\w*|frost|heiz\w*|heiß"
    r"|temperatur|grad|backofen|chauff\w*|chaud\w*|four"
    r"|température|congél\w*|calor|calefacción|caliente|horno|temperatura|grados|verwarm\w*|heet|oven|graden"
    r"|vloerverwarming"),
    "harm": _any(r"drops?|falls?|accident\w*|scratch\w*|damage\w*|break\w*|broken|wear and tear|sturz|stürze"
    r"|fallen|schaden|schäden|kratz\w*|chute\w*"
    r"|rayure\w*|dommage\w*|caídas?|golpes?|daños?|val(?:len)?|schade|kras\w*"),
    "memory": _any(r"remember\w*|sav(?:e|es|ed)|stor(?:e|es|ed)|memory|settings?|positions?|programm\w*"
    r"|speicher\w*|einstellung\w*|mémo\w*|réglages?|guard\w*"
    r"|ajustes?|geheugen|onthoud\w*|instelling\w*|standen"),
    "parts of payment": _any(r"instal+ments?|(?:two|three|several) parts|split\w*|klarna|pay later|payments?"
    r"|reminder|monthly|raten\w*|zahlung\w*|mahnung|plusieurs"
    r" fois|mensualit\w+|paiement\w*|plazos|cuotas|pagos?|termijn\w*|betaling\w*"),
    "recommend": _any(r"recommend\w*|suggest\w*|best|better|kit|set you|empfehl\w*|am besten|conseill\w*"
    r"|recommand\w*|mieux|recomiend\w*|mejor|aanrad\w*"
    r"|aanbevel\w*|beste"),
    "age": _any(r"ages?|years? old|from \d+ years|months old|ab \w+ jahren|alter|à partir de \w+ ans|âge"
    r"|a partir de \w+ años|edad|vanaf \w+ jaar|leeftijd"),
    "document": _any(r"invoices?|receipts?|documents?|copy|pdf|confirmation|printed|catalogues?|brochures?"
    r"|rechnung\w*|beleg\w*|\w*bestätigung\w*|katalog"
    r"|facture\w*|document\w*|reçu|catalogue|factura\w*|documento\w*|recibo|catálogo|factuur|document|bon"
    r"|catalogus|bevestiging"),
    "pets": _any(r"dogs?|cats?|pets?|leash|hund\w*|katze\w*|haustier\w*|chiens?|chats?|animaux|perros?|gatos?"
    r"|mascotas?|hond\w*|kat(?:ten)?|huisdier\w*"),
    "made where": _any(r"made in|made|sew\w*|built in|produced|come from|manufactur\w*|hergestellt|genäht"
    r"|gefertigt|fabriqué\w*|cousu\w*|fabricad\w+|hecho en"
    r"|gemaakt|genaaid|made by|built by"),
    "scent": _any(r"scent\w*|smell\w*|fragran\w*|odou?r\w*|perfumed|duft\w*|geruch|riech\w*|parfum\w*|odeur\w*"
    r"|aroma\w*|olor|huele\w*|geur\w*|ruik\w*"),
    "wind": _any(r"storms?|wind\w*|weather\w*|sturm\w*|wetter\w*|tempête|vent|tormentas?|viento|storm\w*|weer"),
    "network": _any(r"wi-?fi|bluetooth|apps?|phone|android|iphone|ios|wlan|handy|réseau|téléphone|red|móvil"
    "|netwerk|telefoon"),
    "cover off": _any(r"removable|cover\w*|zip\w*|take off|comes off|bezug|bezüge|abnehmbar|reißverschluss"
    r"|déhouss\w*|housses?|fermeture|enlève\w*|funda\w*"
    r"|cremallera|desenfund\w*|hoes|hoezen|rits|afneembaar"),
    "adjust": _any(r"adjust\w*|recline\w*|tilt\w*|positions?|levels?|verstell\w*|stufen|neig\w*|réglable\w*"
    r"|inclin\w*|ajust\w+|regul\w+|verstelbaar|standen|stand"),
    "identity": _any(r"id|passport|licen[cs]e|identification|photo document|ausweis\w*|pièce d'identité|dni"
    "|pasaporte|legitimatie|paspoort|identiteitsbewijs"),
    "name": _any(r"name|spelled|named|in \w+ \w+'s name|namen?|nom|nombre|naam"),
    "cancelled": _any(r"cancel\w*|withdrawn|called off|stornier\w*|annul\w*|ne partira pas|anul\w*|cancel\w+"
    "|ingetrokken|geannuleerd|annuleren"),
    "refund time": _any(r"refund\w*|money|paid back|rembours\w*|argent|erstatt\w*|geld|reembols\w*|dinero"
    r"|terugbetal\w*|rekening"),
    "account closing": _any(r"(?:close|delete[d]?|erase[d]?|remove[d]?) (?:my|your) (?:account|profile|data)"
    r"|konto (?:löschen|gelöscht)|supprim\w+|eliminad\w+|verwijder\w*"),
    "separately": _any(r"separate\w*|spare|single|on its own|einzeln|ersatz\w*|à l'unité|séparé\w*|rechange"
    "|por separado|suelt[oa]s?|repuesto|los|apart"),
    "lessons": _any(r"courses?|lessons?|workshops?|classes|training|beginners?|kurse?|schulung\w*|cours"
    r"|formation|cursos?|clases?|cursus\w*|les(?:sen)?"),
    "storage": _any(r"stor(?:e|ed|ing|age)|keep (?:it|them)|shelf life|fridge|fresh|lager\w*|haltbar\w*"
    r"|kühlschrank|conserv\w*|frigo|nevera|bewaar\w*|houdbaar\w*|koelkast"),
    "points": _any(r"points|loyalty|member\w*|punkte\w*|mitglied\w*|fidélité|membres?|puntos|socios?|punten|leden"),
}  # fmt: skip


@lru_cache(maxsize=8192)
def attributes_of(text: str) -> frozenset[str]:
    """Return the attributes that a sentence speaks of."""
    return frozenset(name for name, pattern in ATTRIBUTES.items() if pattern.search(text))
