"""Common words of requests in German, French, Spanish and Dutch, and what they mean in English, in our own words.

For looking up English policies word by word where no model translates.  Each line has the
meaning and the words of the four languages without accents; ``*`` stands for any ending.  What
means nothing for a search is left out.
"""

LANGUAGES = ("de", "fr", "es", "nl")
_LINES = """
return | zuruckgeb* zuruckschick* zuruckgesch* | retour* renvoy* | devol* devuelv* | terugstur* teruggestuur*
return | zuruckgesand* zurucksend* retour* | renvoi* rendre | devuelt* regres* retorn* | retour* terugbreng*
return | ruckgabe* ruckversand* rucksend* zuruckgegeb* |  |  | terugzend*
refund | erstatt* ruckerstatt* erstattung* zuruckerstatt* | rembours* | reembols* | terugbetal* terugbetaald*
money back | geld | argent | dinero | geld
exchange | umtausch* tausch* umgetauscht | echang* | cambi* | ruil* omruil* geruild*
replacement | ersatz* ersetz* | remplac* | reemplaz* repos* sustitu* | vervang*
new | neu* | neuf* neuve* nouve* | nuev* | nieuw*
order | bestell* auftrag* | command* | pedid* pedi compr* orden* | bestel*
bought | gekauft kauf* | achet* achat* | compr* | gekocht koop* kocht
parcel | paket* packchen* sendung* | colis paquet* | paquete* envio* | pakket* pakje*
delivery | liefer* zustell* geliefert | livr* livraison* | entreg* | bezorg* lever* geleverd*
shipping | versand* verschick* verschickt porto* | expedi* envoi* port | envi* | verzend* verstuur* verzonden
arrived | angekommen kommt kam ankomm* | arriv* recu* recois recev* | lleg* recib* | aangekomen kwam komt
arrived | eingetroffen |  |  | ontvang* gekregen
not arrived missing | fehl* verloren | manqu* perdu* | falt* perdid* | ontbre* kwijt* verloren mist
tracking | sendungsverfolgung* tracking* | suivi* | seguimiento* rastre* | track*
delivered | zugestellt | livre livree | entregad* | bezorgd afgeleverd
damaged | beschadigt* schaden* | endommag* abime* | danad* dano* | beschadig*
broken | kaputt* gebrochen* zerbroch* | casse* brise* defectu* | rot* romp* defectuos* | kapot* gebroken stuk
broken | defekt* bruch* | panne | averiad* estrope* | defect*
scratched mark | kratz* zerkratzt* | ray* | rayad* aran* rasgun* | kras* bekrast*
torn | zerriss* geriss* | dechir* | rasgad* rot* | gescheurd* scheur*
wrong | falsch* | mauvais* erreur* faux | equivocad* incorrect* error* | verkeerd* fout*
right correct | richtig* | correct* bon bonne | correct* | juist* goede
color | farbe* | couleur* | color* | kleur*
size | grosse* | taille* | talla* tamano* | maat maten
too small | klein* | petit* court* | pequen* chic* | klein*
too large | gross grosser | grand* large* | grand* | groot grote
fit | pass* | aller convien* | qued* | past passen
warranty | garantie* gewahrleist* | garanti* | garant* | garantie*
repair | reparier* reparatur* | repar* | repar* arregl* | repar* herstel*
price | preis* | prix | preci* | prijs*
cost | kost* gebuhr* | coute* cout* frais tarif* | cuest* cost* gast* tarif* | kost*
cheaper | billiger gunstiger reduziert* | moins cher* baisse* | barat* rebaj* baj* | goedkoper afgeprijsd*
cheaper | gesenkt* | solde* |  |
difference | differenz* unterschied* | difference* | diferenci* | verschil*
discount | rabatt* | remise* reduction* | descuent* | korting*
promo code | gutscheincode* rabattcode* code* | code* | codig* | kortingscode* code*
gift card | geschenkkarte* geschenkgutschein* gutschein* | cadeau* bon | regalo* vale* | cadeaukaart* cadeaubon*
gift card |  | carte-cadeau |  | bon
card | karte* kreditkarte* | carte* | tarjet* | kaart creditcard*
account | konto* kundenkonto* | compte* | cuent* | account* rekening*
password | passwort* kennwort* | mot-de-passe passe | contrasen* clave* | wachtwoord*
sign in | anmeld* einlogg* | connect* connexion* | sesion* entrar acced* | inlog* aanmeld*
pay | bezahl* zahl* | pay* paie* paiement* regl* | pag* | betaal* betalen
charged | abgebucht* belastet* abbuch* | debit* preleve* factur* | cobr* carg* | afgeschreven incasso*
twice | zweimal doppelt* | fois double* | veces dobl* | keer dubbel*
invoice receipt | rechnung* quittung* beleg* | facture* recu ticket* | factur* recib* | factuur* bon bonnetje*
invoice receipt | kassenbon* |  |  |
cancel | stornier* abbestell* storno* widerruf* kundig* | annul* resili* | cancel* anul* | annuleer* annuler* opzeg*
change | ander* | chang* modifi* | cambi* modific* | wijzig* verander*
address | adresse* anschrift* | adresse* | direccion* | adres*
free | kostenlos* gratis umsonst kostenfrei* | gratuit* | gratis gratuit* | gratis kosteloos
label | etikett* label* rucksendeschein* | etiquette* | etiquet* | label* etiket*
how long | lange dauert* dauer zeit | longtemps delai* temps | tarda* plazo* tiempo | lang duurt tijd
how much | viel wieviel hoch | combien | cuant* | hoeveel
when | wann | quand | cuando | wanneer
where | wo wohin | ou | donde | waar
how | wie | comment | como | hoe
what | was | que quoi quel* qu'est-ce | que cual* | wat welke
who | wer | qui | quien* | wie
can I | kann konnen konnt | puis-je peux pouv* peut-on peut | pued* podr* posib* | kan kunnen mag
do I have to | muss mussen soll | dois faut | teng* debo hay-que | moet moeten
need | brauch* benotig* | besoin* | necesit* | nodig
want | mochte* will wollen hatte* | voudr* veux souhait* aimer* | quier* quisier* gustar* | wil willen graag
keep | behalt* | gard* | qued* conserv* | houd* behoud*
send | schick* senden sendet gesendet gesandt | envoy* envoi* | envi* mand* | stuur* sturen zend* gestuurd
give | geb* gibt | donn* | dar dan | geef geven
light | licht | lumiere | luz | licht
somebody | jemand* | quelqu* | alguien | iemand
and a half | halb* | demi* | medi* | half
how | form* art | forme facon maniere | forma manera | vorm wijze
left lens frame | fassung* gestell* | monture* | montur* | montuur monturen
live | wohn* leb* | habit* vis | viv* | woon*
work function | funktionier* | fonctionn* march* | funcion* | werkt werken doet
waiting | wart* | attend* | esper* | wacht*
have | habe haben hat | ai avons a-t | tengo tenemos ha han | heb heeft hebben
like | gefall* mag | plait aime | gust* conven* | bevalt leuk
get | bekomm* erhalt* krieg* | obten* recev* avoir | obten* recib* consegu* | krijg*
still | noch immer | encore toujours | todavia aun | nog steeds
already | schon bereits | deja | ya | al
day | tag* | jour* | dia* | dag dagen
week | woche* | semaine* | seman* | week weken
month | monat* | mois | mes meses | maand*
year | jahr* | an ans annee* | ano anos | jaar jaren
hour | stunde* | heure* | hora* | uur uren
business days | werktag* | ouvr* ouvrable* | habil* laborabl* | werkdag*
today | heute | aujourd'hui | hoy | vandaag
yesterday | gestern | hier | ayer | gisteren
tomorrow | morgen | demain | manana | morgen
ago | seit vor | depuis | hace desde | geleden sinds
last | letzt* | dernier* derniere* | pasad* ultim* | vorig* laatst*
old | alt* | vieux vieil* ancien* age* | viej* antigu* antigued* | oud*
valid | gultig* | valable* valid* | valid* vigen* | geldig*
expire | ablauf* verfall* verfallt ablauft* | expir* perim* | caduc* venc* expir* | verlopen verloopt vervall* verval*
accept | akzeptier* annehm* nehmen nehmt | accept* | acept* | accepter* aanneem*
age | alter hochstens | age | edad | leeftijd
store | laden geschaft* filiale* | magasin* boutique* | tienda* | winkel*
open | geoffnet* offen offnung* | ouvert* ouvr* | abiert* abr* horari* | open geopend openingstijd*
phone | telefon* anruf* | telephon* appel* | telefon* llam* | telefoon* bel bellen
question | frage* | question* | pregunt* | vraag*
complaint | beschwer* | plainte* reclamation* plaindre | quej* reclam* | klacht*
manager | vorgesetzt* leiter* | responsable* superieur* | gerent* superior* responsabl* | leidinggevende manager*
points | punkt* | points | punt* | punten
loyalty | treue* bonus* | fidelite* | fidelidad* | spaar* trouw*
newsletter | newsletter* | newsletter* infolettre* | boletin* | nieuwsbrief*
unsubscribe | abmeld* | desabonn* desinscri* | darme baja* suscri* | uitschrij* afmeld*
subscription | abo abonn* | abonnement* | suscripci* | abonnement*
data | daten* | donnees | datos | gegevens
delete | losch* | supprim* effac* | borr* elimin* | verwijder* wis
photo | foto* bild* | photo* | foto* imag* | foto*
part | teil* | piece* | pieza* part* | onderdeel* onderdelen
screws | schraube* | vis | tornill* | schroe*
pieces items | stuck* artikel* produkt* ware* | article* produit* | articul* product* cosa* | artikel* product*
box | karton* schachtel* verpackung* | carton* boite* emballage* | caja* embal* | doos verpakking*
used worn | benutzt* getragen* gebraucht* | utilis* port* | usad* us* | gebruikt* gedragen
unopened | ungeoffnet* verschlossen* originalverpackt* | ferme* scelle* | cerrad* sellad* abrir | ongeopend*
unopened |  | non-ouvert* |  |
receive | empfang* | recoi* | recib* | ontvang*
online website | website* seite* webseite* | site* | pagina* web sitio | website* site
country abroad | ausland* land | etranger* pays | extranjer* pais | buitenland* land
Canada | kanada | canada | canada | canada
Germany | deutschland | allemagne | alemania | duitsland
France | frankreich | france | francia | frankrijk
Spain | spanien | espagne | espana | spanje
customs | zoll* | douane* | aduan* | douane*
installments | raten* ratenzahl* | plusieurs-fois mensualit* | plazos cuot* | termijn*
deposit | anzahl* kaution* | acompte* caution* | deposit* anticip* | aanbetaling* borg
appointment | termin* | rendez-vous | cita | afspraak*
assembly | montage* aufbau* | montage* mont* | montaj* | montage*
shoes boots | schuh* stiefel* | chaussure* botte* | zapat* bota* | schoen* laars laarzen
jacket | jacke* | veste* blouson* manteau* | chaqueta* abrig* | jas jack
tent | zelt* | tente tentes | carpa* | tent
bag backpack | tasche* rucksack* | sac | bols* mochil* | tas rugzak*
shirt dress clothes | hemd* kleid* | chemise* robe* vetement* | camis* vestid* ropa | shirt jurk* kleding
sofa couch | sofa* couch* | canape* | sofa* | bank
table | tisch* | table* | mesa* | tafel*
chair armchair | stuhl* sessel* | chaise* fauteuil* | silla* sillon* | stoel*
bed mattress | bett* matratze* | lit matelas | cama* colchon* | bed matras
wardrobe cabinet | schrank* | armoire* | armari* | kast
lamp | lampe* | lampe* | lampar* | lamp
bike | fahrrad* rad bike* | velo* | bici* | fiets*
battery | akku* batterie* | batterie* | bateria* | accu batterij*
plant | pflanz* | plante* | plant* | plant planten
tree | baum* | arbre* | arbol* | boom bomen
glasses | brille* | lunettes monture* | gafas lentes anteojos montur* | bril brillen montuur
lenses | glaser* linsen* kontaktlinse* | verre* lentille* | lentill* crist* | glazen lenzen contactlens*
prescription | rezept* verordnung* | ordonnance* | receta* | recept*
progressive | gleitsicht* | progressi* | progresiv* | multifocal* multifocale
eye | auge* | oeil yeux | ojo* | oog ogen
pain hurts | schmerz* weh | douleur* mal | dolor* duel* | pijn
double | doppel* | double* | doble* | dubbel
see | seh* sehe | voir vois | ver veo | zie zien
flashes of light | blitz* | eclair* flash* | destell* | flits*
normal | normal* | normal* | normal* | normaal
make | mach* herstell* anfertig* fertig* | fabri* faire | hac* fabric* | maken maakt
lab workshop | labor* werkstatt* | laboratoire* atelier* | laborator* taller* | lab werkplaats*
ring necklace jewelry | ring* kette* schmuck* | bague* collier* bijou* | anill* collar* joy* | ring ketting* sieraad*
watch | uhr uhren | montre montres | reloj* | horloge*
engraving | gravur* gravier* | gravure* | grabad* | gravure*
book | buch* | bouquin* roman* | libr* | boek*
toy | spielzeug* | jouet* | juguet* | speelgoed*
coffee tea | kaffee* tee | cafe* the | cafe* te | koffie thee
wine bottle | wein* flasche* | vin bouteille* | vino* botella* | wijn fles*
dog cat pet | hund* katze* haustier* | chien* chat* animal* | perr* gat* mascot* | hond* kat huisdier*
child | kind* | enfant* fils fille | nin* hij* | kind*
gift | geschenk* | cadeau* | regal* | cadeau*
sale final | sonderangebot* ausverkauf* | promotion* | ofert* rebaj* | uitverkoop* aanbieding*
stock available | lager* vorratig* verfugbar* | stock disponible* | stock disponib* | voorraad* leverbaar*
stock available | lieferbar* |  | existenc* |
before | vorher bevor | avant | antes | voor
after | nachdem danach nach | apres | despues tras | na nadat
without | ohne | sans | sin | zonder
not | nicht kein* | pas non aucun* | no ningun* | niet geen
is | ist sind | est sont | es son esta estan hay | is zijn
on | auf | sur | en | op
with | mit | avec | con | met
for | fur | pour | para por | voor
in | im in | dans en | en | in
to | zu nach an | a au aux | a al | naar aan
my | mein* | mon ma mes | mi mis | mijn
your | ihr* euer* eure* | votre vos | su sus vuestr* | jullie uw
you | sie ihr euch ihnen | vous | ustedes | jullie u
I | ich | je j'ai j' | yo he me | ik
it | es | il elle | lo | het
and | und | et | y | en
or | oder | ou | o | of
other another | ander* | autre* | otr* | ander*
same | gleich* selb* | meme* | mism* | zelfde
too | zu | trop | demasiado | te
how many | viele | combien | cuant* | hoeveel
happens | passiert geschieht | passe | pasa ocurr* | gebeurt
insurance | versicher* | assurance* | segur* | verzeker*
doctor | arzt* | medecin* | medic* doctor* | arts dokter
urgent | dringend* eilig* | urgent* | urgent* | dringend spoed*
possible | moglich* | possible* | posibl* | mogelijk*
problem | problem* | probleme* | problem* | probleem*
help | hilf* helf* | aide* | ayud* | help*
first | erst* | premier* | primer* | eerste
second | zweit* | deuxieme second* | segund* | tweede
friend | freund* | ami* | amig* | vriend*
worth | wert | vaut valent valeur | val* | waard
student | student* schuler* | etudiant* | estudiant* | student*
| die der das den dem des ein | le la les l' un une des du | el la los las un una | de het een hallo beste dank
| eine einen einem einer guten tag | de d' ce cet cette | unos unas de del hola | bedankt alstublieft ik we ons
| hallo liebe lieber etwas bitte | ces y bonjour bonsoir madame | buenos buenas tardes dias | er dat die dit als
| danke wir uns da dass wenn ob | monsieur merci svp plait s'il que | gracias favor se me nos si | of zo al maar
| mir mich dort ab von aus bis noch so | si se me nous je tres deja en | que desde muy ha han estoy soy saber |
| sehr schon uber |  |  |
maximum | maximal* hochst* | maximum | maxim* | maximaal
"""


def _read() -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Return for each language its whole words, and the beginnings of words, with their meanings."""
    found: dict[str, tuple[dict[str, str], dict[str, str]]] = {one: ({}, {}) for one in LANGUAGES}
    for line in _LINES.strip().splitlines():
        meaning, *words = [part.strip() for part in line.split("|")]
        for language, listed in zip(LANGUAGES, words, strict=True):
            for word in listed.split():
                found[language][word.endswith("*")].setdefault(word.rstrip("*"), meaning)
    return found


MEANINGS = _read()
