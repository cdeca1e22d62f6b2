"""Les mots qui, autour d'un nombre d'heures, disent qu'il n'est pas un volume d'insertion.

Délai, horaire, formation, durée d'un contrat, heures de tout le marché, proportion, hausse, passé, exemple.
"""

import re

ETRANGER_AVANT = re.compile(
    r"(?:\bsous|\bdans les?|\bdans un delai\b[^.;]{0,25}|\bdelai\w*\b[^.;]{0,40}"
    r"|(?<!au )(?<!en )\bmoins de|au plus tard|preavis[^.;]{0,15}|toutes les"
    r"|\bapres|\bavant|jusqu'a|semaines? de|hebdomadaires?[^.;]{0,25}|depuis|\bplus de"
    r"|au[- ]dela d[eu]|superieur\w* (?:ou egal\w* )?a"
    r"|temps de (?:reponse|retablissement)[^.;]{0,20}|inferieur\w* (?:ou egal\w* )?a|base de"
    r"|horaires?(?<!volume horaire)(?<!volumes horaires)[^.;]{0,15} de"
    # « 5 % des 24 000 heures » : la base, non le volume (mais « 5 % des heures, au moins 200 » en est un)
    r"|% (?:des|de la|de|du|d')(?:(?!\b(?:soit\b|minim|plancher|au moins))(?:\blots? ?\d{1,2}\b|[^.;%\d])){0,40}"
    r"|heures? (?:totales? )?(?:travaill|de travail|de production|de prestation|du marche)"
    r"(?:(?!insertion|soit)[^.;\d]){0,40}(?:estim|evalu)\w*[^.;\d]{0,15}"
    r"|(?:contrat|mission|parcours)s?[^.;,\d]{0,30}d'(?:au moins|un minimum de|une duree[^.;,\d]{0,15} de)"
    r"|\b(?:chaque|toute) (?:personne|salarie|beneficiaire|participant|jeune|contrat)\b[^.;\d]{0,60}"
    r"|\bdure(?:nt|ra|ront)?(?: environ)?|\b(?:reunion|visite|rendez-vous|seance|permanence|tutorat)s?\b[^.;\d]{0,60}"
    r"|plafonn\w* a|dans la limite d[^.;]{0,60}\bsoit|dans la limite de|formations?[^.;]{0,25} de"
    r"|formations?\b[^.;:,\d]{0,25}\(|(?:personne|salarie|beneficiaire"
    r"|contrat)s?[^.;,]{0,30} (?:de|a) (?:moins|plus) de) ?$"
)
EN_DESSOUS = r"(?:descendre|tomber|etre|passer) (?:sous|(?:en[- ]|au[- ])?dessous de|en deca de)"
MINIMUM_NIE = re.compile(rf"\b(?:ne|n'|sans)[^.;]{{0,50}}(?:inferieur\w* a|{EN_DESSOUS}) ?$")
# « Le nombre d'heures est supérieur ou égal à 150 », « le total est plafonné à 1 000 heures » : une borne du volume.
BORNE = re.compile(
    r"\b(?:nombre|volume|total|quota|effort|engagement|objectif)\b[^.;:\d]{0,70}"
    r"\b(?:superieur\w* (?:ou egal\w* )?a|plafonn\w* a|limite\w* a|au[- ]dela de|plus de|moins de) ?$"
)
# « La durée du contrat ne peut être inférieure à 70 heures » : ce n'est pas le volume qui est borné.
_DUREE_DU_MARCHE = r"(?:totale|globale|d'insertion|d[ue]s? (?:travail d'insertion|marche|chantier|travaux))"
DUREE_D_AUTRE_CHOSE = re.compile(
    rf"^(?!.*\b(?:nombre|volume|heures|minimum|effort|engagement)\b).*\b(?:delai|duree(?! {_DUREE_DU_MARCHE})|formation"
    r"|preavis|mission|contrat|stage|amplitude|temps (?:de (?:reponse|trajet|repos|pause)|d'intervention)|intervention"
    r"|seance|module)s?\b[^.;:,\d]{0,60}(?:\bne\b|\bn')[^.;:,\d]{0,40}$"
)
ETRANGER_APRES = re.compile(
    r"^\)? ?(?:ouvree?s?|ouvrable|calendaire|avant|apres|suivant|au plus|maximum (?:apres|suivant"
    r"|pour)|/ ?24|sur 24|par (?:semaine|jour|personne|salarie|beneficiaire"
    r"|stagiaire|agent|contrat|recrutement|embauche|participant|jeune)"
    r"|pour (?:chaque|une meme|un meme|une seule|un seul) (?:personne|salarie|beneficiaire|participant|contrat)"
    r"|hebdomadaire|/ ?(?:semaine|jour|j\b)|supplementaires?|complementaires?"
    r"|du matin|du soir|consecutives?|de preavis|de (?:formation|maintenance|cours"
    r"|garde|nuit|vol|repos|preavis|fonctionnement|location|telephon\w+|nettoyage|menage|conduite"
    r"|depannage|regie|saisie|levage|astreinte|reunion|tutorat|surveillance|delai|credit"
    r"|developpement|pause|trajet|marche\b|chauffe)|d'(?:intervention|astreinte|ouverture|utilisation"
    r"|enseignement|assistance|ecart|entretien|attente|etudes?"
    r"|ensoleillement|expertise|animation|eclairage|absence)|pour (?:intervenir|repondre|remedier"
    r"|se rendre)|non (?:realis|effectu|execut|faite)|manquant|\d{2}\b)"
)
# « pour 1 000 heures travaillées » : la base d'une proportion. « Le marché précédent a permis… » : du passé.
PROPORTION = re.compile(r"\b(?:pour|par|sur|toutes les)(?: chaque| toute)?(?: tranche)?(?: (?:de|d'))? ?$")
# « Deux personnes…, pour 910 heures chacune »
CHACUN_DES_GENS = re.compile(
    r"\b(?:personnes|salaries|jeunes|demandeurs|beneficiaires|apprentis"
    r"|stagiaires)\b(?:(?!\blots?\b)[^.;])*~ ?(?:d'insertion )?chacune?\b"
)
HEURES_DU_MARCHE = re.compile(
    r"^ ?(?:de travail |de prestations? |de production )?(?:travaill|factur|command|produit)\w*"
)
EN_PROPORTION = re.compile(
    r"^[^.;\d]{0,40}\b(?:pour|par|sur|toutes les)(?: chaque| toute)?(?: tranche)?(?: (?:de|d'))?"
    r" ?\d[\d .]* ?(?:h\b|heures)"
)
PASSE = re.compile(
    r"(?:\b(?:precedent|ancien|dernier)e?s? (?:marche|contrat|accord|titulaire|prestataire|attributaire)"
    r"|\b(?:marche|contrat|titulaire|prestataire)s? (?:precedent|sortant|anterieur)"
    r"|\b(?:a|ont|avai(?:t|ent)) (?:deja |ainsi )?(?:permis|genere|represente|realise|effectue"
    r"|accompli|totalise)\b)[^.;]{0,90}$"
    r"|\bayant deja[^.;\d]{0,30}$|\bdeja (?:realise|effectue|accompli|execute)e?s?\b[^.;\d]{0,50}$"
    r"|\b(?:territoire|agglomeration|metropole|departement|region|communaute|ville|bailleur"
    r"|nos (?:chantiers|marches))\b"
    r"(?:(?!\b(?:exig|impos|demand|reserv|titulaire|marche)\w*)[^.;\d]){0,60}\b(?:totalis|cumul|comptabilis|genere|atteint)\w*[^.;\d]{0,20}$"
    r"|\breste(?:nt|ra|ront)?(?: (?:encore|donc|ainsi|a (?:realiser|effectuer)))*,? ?(?::|de )?$"
)
PASSE_APRES = re.compile(  # « 900 heures ont été réalisées », « les 100 heures restantes »
    r"^\)? ?(?:d'insertion )?(?:(?:y |en )?(?:ont|a|avaient|avait|furent) (?:deja )?(?:ete )?"
    r"(?:realise|effectue|accomplie?|execute|atteinte?|faite)e?s?\b|restant|deja (?:realise|effectue)|reporte)"
    r"|^\)? ?(?:d'insertion )?[^.;,\d]{0,40}\bsur (?:un autre (?:chantier|marche|lot)|(?:le|notre|son"
    r"|tout le) territoire"
    r"|(?:l'ensemble de )?(?:nos|ses|leurs) (?:chantiers|marches)|l[ea]s? (?:chantier|marche"
    r"|operation)s? (?:precedent|anterieur))"
    r"|^\)? ?[^.;,\d]{0,40}\bne (?:compt\w+|(?:sont|seront|peuvent etre|pourront etre) (?:pas"
    r"|plus) (?:compt|prise|retenu|valoris|imput))"
    r"|^[^.;,\d]{0,60}\ba (?:la moitie d|mi-?(?:parcours|chantier|execution|marche))"
)
# « 105 heures pour les lots 6 et 7 réunis » : à eux deux, non chacun.
EN_COMMUN = re.compile(
    r"\b(?:reunis|ensemble|en commun|communes? (?:a|aux)|se (?:partag|repartiss)\w+|partagee?s? (?:entre|par)"
    r"|(?:a repartir|repartie?s?|ventilee?s?|mutualisee?s?) (?:librement )?entre|a eux (?:deux|trois"
    r"|seuls)|au prorata|a parts egales)\b"
)
# « Sous-total : 420 h » : ce que les lignes d'avant disent déjà.
SOUS_TOTAL = re.compile(r"\bsous[- ]?tota(?:l|ux)\b[^.;\d]{0,40}$")
# « Le coordonnateur est présent 12 heures par mois » : le temps d'un autre que ceux que la clause emploie.
PRESENCE = re.compile(
    r"\b(?:coordonn|coordin|maitre d'o|conducteur|chef|gardien|facilitat|conseill|referent|encadr|tuteur|formateur"
    r"|responsable|charge|opc|csps|controleur|architecte|medecin|assistant|accompagnat|intervenant|agent|animat|technicien)\w*"
    r"(?:(?!insertion|\breserv|\bengag)[^.;\d]){0,70}"
    r"\b(?:presen\w+|assur\w+|intervien\w+|interviendr\w+|consacr\w+|dispos\w+|tien\w+|effectu\w+|passe\w*|pass[ae]nt|disponib\w+"
    r"|joignab\w+|mobilis\w+|permanence|suivi|travail\w*)\b(?:(?!insertion)[^.;\d]){0,40}$"
)
FACULTE = re.compile(r"\bse reserv\w+ (?:le droit|la possibilite|la faculte)[^.;]{0,120}$")
# « Si le candidat propose plus de 300 heures, il obtient 10 points » : le barème d'un critère, non ce qui est dû.
BAREME = re.compile(r"\b(?:si|s'il|lorsqu\w*|qui) [^.;]{0,50}\b(?:propos|offr)\w*[^.;\d]{0,30}$")
# « Une offre de 500 heures obtient tous les points », « 500 heures : 10 points ».
BAREME_APRES = re.compile(
    r"^\)?[^.;\d]{0,60}?\b(?:obt\w+|recoi\w+|recev\w+|vaut|valent|vaudr\w+|rapport\w+|donn\w+|attribu\w+|not\w+|soit)\b"
    r"[^.;]{0,30}\b(?:points?|pts|notes?|maximum)\b|^\)?[^.;\d]{0,40}[:=>-] ?\d{1,3} ?(?:points?|pts)\b"
)
# « Un demandeur d'emploi à mi-temps effectue 70 heures par mois » : ce que fait une personne, non ce qui est dû.
PAR_PERSONNE = re.compile(
    r"\b(?:une?|chaque|toute|l[ea]) (?:personne|salarie|demandeur|beneficiaire|jeune|participant"
    r"|stagiaire|agent|etp|temps plein)"
    r"\w*\b(?:(?!insertion\b)[^.;\d]){0,60}\b(?:effectu|travaill|realis|represent|correspond|accompli|assur)\w*[^.;\d]{0,25}"
    r"~[^.;\d]{0,25}(?:par (?:semaine|mois|jour)|mensuel|hebdo|/ ?(?:semaine|mois))"
)
# « 420 heures par an, soit 35 heures par mois en moyenne » : la même chose, dite autrement.
EN_MOYENNE = re.compile(r"^\)? ?(?:d'insertion )?(?:par (?:mois|semaine|an|trimestre) )?en moyenne\b")
TEMPS_PARTIEL = re.compile(r"\d ?(?:h\b|heures?) ?(?:par semaine|/ ?semaine|hebdo)|temps partiel|mi-temps")
# « Jalons : 1 000 heures au 31 mars 2027 » : une partie du volume et son échéance, non un volume de plus.
JALON = re.compile(r"\bjalons?\b")
EXEMPLE = re.compile(r"\b(?:par )?exemples?\b(?! de)|\bex\.? ?:|a titre d'illustration|\bsimulation\b")
HORLOGE = re.compile(r"(?:\ba|avant|\bdes|vers|jusqu'a|entre|\bde|et|-|\blire|\blisez|:|,) ?\"? ?$")
JOUR_NOMME = re.compile(
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|horaire|ouvert|limite|remise|reception|\bplis?\b"
    r"|visite|le \d|heure de (?:paris|reunion)|midi"
)
EQUIVALENCE = re.compile(
    r"(?:\b(?:1|un) ?(?:etp|equivalent[- ]temps[- ]plein)\b[^.;]{0,40}(?:=|correspond|equivaut|valant|vaut|compte"
    r"|represente|soit|\(|:|base))"
    r"|\bl'(?:etp|equivalent[- ]temps[- ]plein)\b[^.;\d]{0,30}(?:compt|val|vaut|represent|correspond|base|pris)"
    r"|(?:=|pour|equivaut a|equivalent a) ?(?:1|un) (?:etp|equivalent)"
)
VAUT = re.compile(r"(?:=|\bpour|equivaut a|equivalent a|\bl') ?$")  # « 1 607 heures pour un ETP »
SUR_LA_BASE = re.compile(r"\bbase(?: annuelle)?(?: de| :)? ?$")  # « 0,5 ETP (base 1 607 heures) »
UN_ETP_DU = re.compile(
    r"(?:reserv|consacr|affect|dedi|realis|engage|confi|effort|volume|objectif|minimum|exig|impos)\w*[^.;]{0,60}"
    r"(?<!par )(?<!pour )\b(?:1|un) (?:etp|equivalent[- ]temps[- ]plein),? ?(?:soit|\()"
    r"|^[^.;]{0,60}(?<!par )(?<!pour )\b(?:1|un) (?:etp|equivalent[- ]temps[- ]plein),? ?(?:soit|\()[^.;=]{0,60}"
    r"(?:reserv|consacr|affect|dedi|realis|confi)"
)
# « … dont 350 heures réservées à des personnes éloignées de l'emploi » : la part du marché qui est le volume.
_EN_INSERTION = r"(?:insertion|eloign|publics?\b|clause|difficult|prioritaire)"
_A_LA_CLAUSE = (
    r"\)? ?(?:de travail )?(?:(?:\w+ ){0,2}?(?:d' ?|en |a l'|pour l'|de l')insertion\b"
    r"|(?:(?:a|devant|devront|doivent|sont|seront|etre) ){0,2}"
    r"(?:reserv|consacr|dedi|affect|confi|destin|realis|effectu|assur|accompli|execut)\w* (?:a|aux?"
    r"|par|pour|en|au titre|dans)\b"
    rf"[^.;\d]{{0,70}}?{_EN_INSERTION}"
    rf"|(?:au titre|dans le cadre|en application|au benefice|au profit|en faveur|pour"
    rf"|par) [^.;,\d]{{0,50}}?{_EN_INSERTION})"
)
POUR_LA_CLAUSE = re.compile(_A_LA_CLAUSE)
# « 8 000 heures de travail » que le chantier demande : celles du marché entier (« ~ » tient la place du nombre).
_DE_TRAVAIL = (
    r"\)? ?(?:totales? |annuelles? |estimees? |previsionnelles? )*(?:de (?:travail|production|prestations?|chantier"
    r"|main[- ]d'o?e?uvre)|travaillee?s|productives?|estimees?|previsionnelles?)\b"
)
_OUVRAGE = (
    r"(?:marche|chantier|prestations?|travaux|operation|projet|temps total"
    r"|volume (?:horaire )?(?:total|global|previsionnel))"
)
# Entre l'ouvrage et ses heures : ni un autre sujet (« ce volume est estimé à »), ni un mot de la clause.
_DE_L_OUVRAGE = (
    r"(?:(?!insertion|clause|\b(?:dont|soit|volume|nombre|heures?|effort|engagement|quota|minim\w*|part|ce|cela|il|elle"
    r"|reserv\w*|consacr\w*|realis\w*|effectu\w*|accompli\w*|engag\w*|social\w*)\b)[^.;,\d]){0,40}"
)
_POUR_L_INSERTION = (
    r"[^.;\d]{0,60}(?:insertion|personnes?|publics?|eloign|beneficiaires|difficult|reserv|consacr|confi|affect)"
)
_SUJET = (  # l'ouvrage, non ce qui en est la part : « le volume d'insertion du marché représente… »
    r"(?:^|[.;:,(])(?:(?!insertion|clause|\b(?:part|volume|nombre|effort|heures)\b|engage)[^.;:,(]){0,80}"
)
_TOTAL_DE = r"(?:l[ea]s? |un total (?:de |estime a )?|un volume (?:de |estime a )?|environ )*"
HEURES_DU_MARCHE_ENTIER = re.compile(
    rf"{_SUJET}\b{_OUVRAGE}\b{_DE_L_OUVRAGE}\b(?:necessit|estim|evalu|mobilis|requ[ie]|gener)\w*{_DE_L_OUVRAGE}~"
    rf"(?!{_POUR_L_INSERTION})"
    rf"|{_SUJET}\b(?:{_OUVRAGE}|lot)\b{_DE_L_OUVRAGE}\b(?:represent|comport|exig|compt|prevoit)\w*{_DE_L_OUVRAGE}"
    rf"~{_DE_TRAVAIL}(?!{_POUR_L_INSERTION})"
    rf"|^(?!.*(?:insertion|reserv|consacr|clause|\b(?:volume|nombre|effort|minimum|quota|engagement)\b)).*\b(?:estim|evalu)\w*"
    rf"[^.;]{{0,40}}(?:\d ?(?:h|heures)|~){_DE_TRAVAIL}"
    rf"|\b(?:besoins?|plan de charge|masse horaire)\b(?:(?!insertion)[^.;\d]){{0,40}}~(?!{_POUR_L_INSERTION})"
    rf"|(?:^|[,:(-])\W{{0,3}}(?:sur|parmi) {_TOTAL_DE}~{_DE_TRAVAIL}"
    rf"|~{_DE_TRAVAIL}[^.;\d]{{0,40}}\bdont\b[^.;\d]{{0,25}}\d[\d .]*(?: ?(?:h|heures?)\b)? (?:de travail )?"
    r"(?:d' ?|en |pour l'|[^.;\d]{0,60}(?:a l'|la clause ))insertion\b"
    rf"|{_SUJET}\b(?:{_OUVRAGE}|lots?(?: ?\d{{1,2}})?"
    rf"|volume de travaux)\b{_DE_L_OUVRAGE}~[^.;\d]{{0,40}}\bdont\b[^.;\d]{{0,25}}\d[\d .]*(?: ?(?:h"
    rf"|heures?)\b)?{_A_LA_CLAUSE}"
)
# « 35 heures par logement », « par site » : le nombre de logements n'est pas dit.
_UNITE = (
    r"(?:logement|batiment|immeuble|site|chantier|operation|agent|vehicule|kilometre|km|metre|m2|m3|tonne|intervention"
    r"|equipe|dossier|eleve|usager|visite|poste|unite|habitant|etage|ouvrage|ecole|place|commune|agence|prestation"
    r"|equipement|entreprise|cotraitant|titulaire|attributaire|commande|mission)s?\b"
)
PAR_UNITE = re.compile(rf"^\)?[^.;,:\d]{{0,40}}?(?:\bpar|/|\bpour chaque) ?(?:chaque )?{_UNITE}")
POUR_CHAQUE_UNITE = re.compile(
    rf"\b(?:par|pour chaque|pour tout) {_UNITE}[^.;\d]{{0,60}}$"
    r"|\bchaque (?:membre|co-?traitant|sous-traitant)\b[^.;\d]{0,60}$"
)
RAPPORT = re.compile(r"\b(?:par|pour|tou(?:te)?s les|chaque|attein\w*)\b[^.;\d]{0,40}$")
# « 50 heures d'insertion supplémentaires », « le volume est augmenté de 50 heures » : le volume entier n'est pas dit.
EN_PLUS = re.compile(
    r"^\)? ?(?:d'insertion |de travail )*(?:supplementaires?|complementaires?|additionnelles?|de plus\b|en plus\b)"
)
HAUSSE = re.compile(
    r"\b(?:pourr\w+|peu(?:t|vent)|susceptibles? d)[^.;\d]{0,40}\b(?:porte|eleve|ramene|etendu|redui|abaiss"
    r"|augment|diminu|relev|major|minor|limite)\w* (?:a|jusqu'a) ?$|"
    r"\b(?:augment|diminu|redui|abaiss|major|minor|hauss|baiss|relev|rehauss)\w*[^.;\d]{0,40}\bde ?$"
)
CONDITION = re.compile(
    r"\b(?:si|s'il|lorsqu\w*|des (?:lors )?qu\w*|quand|au cas ou|dans le cas ou|dont (?:l[ea]s? )?(?:montants?|marches?"
    r"|lots?|prix|offres?)|pour (?:un|tout|les|des) (?:marches?|lots?|montants?|offres?|contrats?|chantiers?))\b"
    r"[^.;]{0,80}?(?:superieur|inferieur|depass|exced|attein|au[- ]dela|plus d|moins d|compris|egal)"
    r"|^\W*pour (?:un|tout) (?:marche|lot|montant|offre|contrat|chantier)s? de (?=\d)"
)
# « 175 heures si la variante est retenue » : on ne sait lequel vaut.
AU_CHOIX = re.compile(
    r"\b(?:si|selon|suivant|en cas de|dans l'hypothese|lorsque)\b[^.;]{0,60}\b(?:variantes?|options?"
    r"|prestations? supplementaires?|pse|solution de base|offre de base)\b"
)
# « Peut-on réaliser 300 heures au lieu de 420 ? » : une question ne doit rien.
QUESTION = re.compile(
    r"\b(?:peut|peuvent|pourrait|pourraient|pourra|doit|doivent|faut|est|sont)-(?:on|ils?|elles?|ce)\b"
)
PLUSIEURS_LOTS = re.compile(r"\ben cas d'attribution de (?:plusieurs|deux|trois|\d)")
