"""Le reste de la clause : pénalités, transmissions, contact du facilitateur, modalités."""

import re

from lecteur.extraction.constats import ContactLu, ModaliteLue, PenaliteLue, Transmission
from lecteur.extraction.grandeurs import Grandeurs, grandeurs
from lecteur.extraction.normalisation import replier
from lecteur.extraction.portees import citer
from lecteur.extraction.zones import Bloc, Zone

_PENALITE = re.compile(
    r"penali[ts]|par heure (?:\w+ )?manquante|par heure non (?:realis|effectu|execut|faite)|sanction"
    r"|retenue de|refaction|indemnite"
)
_AUTRE_ARGENT = re.compile(r"\bavances?\b|acompte|retenue de garantie|assurance|caution")
_EN_SMIC = re.compile(r"\bsmic\b|plafond horaire")  # le montant dépend d'un barème que la pièce ne dit pas
_NATURES = (
    (
        "heure",
        re.compile(
            r"par heure|/ ?h\b|/ ?heure|pour chaque heure|(?:de l'|l')heure|heures? (?:d'insertion )?(?:non"
            r"|manquante)|heure due|par \d+ heures|chaque heure"
        ),
    ),
    (
        "absence",
        re.compile(
            r"absence(?! de (?:trans|remise|production|justif|document|reponse|communic|fournit|envoi))|absent"
            r"|non[- ]presentation|reunion|comite|convocation"
        ),
    ),
    ("retard_jour", re.compile(r"par jour|/ ?jour|jours? de retard|journalier|jour calendaire|jour ouvr")),
    (
        "transmission",
        re.compile(
            r"transmi|non[- ](?:remise|production|fourniture)|document|justificatif|attestation|renseignement"
            r"|rapport|pieces?\b|tableau|bilan|information|declaration"
        ),
    ),
)
_PERIODICITES = (
    (2, re.compile(r"bimestriel|tous les (?:2|deux) mois")),
    (3, re.compile(r"trimestr|tous les (?:3|trois) mois|31 mars")),
    (6, re.compile(r"semestr|tous les (?:6|six) mois")),
    (
        1,
        re.compile(
            r"mensuel|chaque mois|tous les mois|\bpar mois\b|fin de mois|debut de (?:chaque )?mois"
            r"|du mois (?:suivant|ecoule)"
        ),
    ),
    (12, re.compile(r"annuel|chaque annee|une fois par an|tous les ans")),
)
_TRANSMETTRE = re.compile(
    r"transm|remet|remis|fourni|adress|communiqu|envoi|envoy|justifi|bilan|etat (?:d|r)|attestation"
    r"|releve|renseign|produi|declar|tableau|rapport|suivi|point d'avancement"
)
_JOUR = re.compile(
    r"(?:avant|au plus tard|jusqu'au|pour)(?: le)? (?P<jour>1er|[12]?\d|30|31)(?: ?(?:eme"
    r"|e))?(?: jour)? (?:du|de chaque|de|suivant|d')"
    r"|le (?P<jour2>1er|[12]?\d|30|31)(?: ?(?:eme|e))? (?:du mois|de chaque mois)"
    r"|dans les (?P<jour3>[12]?\d)(?: premiers)? (?:premiers )?jours (?:du|de|suivant|qui)"
)
_COURRIEL = re.compile(r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
_TELEPHONE = re.compile(r"(?:\+ ?33 ?\(?0?\)? ?|\b0)[1-9](?:[ .\-]?\d{2}){4}\b")
_FACILITATEUR = re.compile(
    r"facilitat|interlocut|guichet unique|charge\w* (?:de mission )?(?:des? )?(?:la )?clauses?"
    r"|referent\w*|assistan\w* a (?:la )?maitrise d'ouvrage|accompagne|coordonne|contact"
    r"|maison de l'emploi|\bplie\b|dispositif"
)
_FACILITATEUR_NOMME = re.compile(
    r"facilitat|guichet unique|charge\w* (?:de mission )?(?:des? )?(?:la )?clauses?|maison de l'emploi"
    r"|\bplie\b|interlocut|(?:contact|referent)\w*[^.;]{0,60}(?:clause|insertion)"
)
_NOM_DE_STRUCTURE = re.compile(
    r"\b(?:Maison (?:[Dd]e l|[Dd]épartementale de l)['’][EeÉé]mploi|Maison de l['’]Emploi|MDE|PLIE"
    r"|Plan [Ll]ocal|GIP|Ensemble|Mission [Ll]ocale|Cap [Ee]mploi|Service (?:[Ii]nsertion|[Cc]lauses?)"
    r"|Cellule|Pôle (?:[Ii]nsertion|[Cc]lauses?)"
    r"|Facilitat(?:eur|rice)|Association|Agence)(?: (?:d[eu]s?|la|le|les|l['’]|d['’]|et|pour|en|à"
    r"|sociales?|clauses?|insertion|emploi|intercommunal\w*)| ?[A-ZÉÈÀÎ][\w'’-]*"
    r"| (?:[a-zà-ÿ]{4,} ){1,2}(?:d['’]|de |du |des )(?=[A-ZÉÈÀ])){0,9}"
)
# Une sorte de structure (« Association Intermédiaire ») n'est pas le nom d'un contact : il y faut un nom propre.
_SORTES_DE_STRUCTURE = re.compile(
    r"\b(?:associations?|intermediaires?|agences?|services?|insertions?|clauses?|sociales?|missions?|locales?|locaux|cap|emplois?"
    r"|maisons?|mde|plie|plan|local|pluriannuel|gip|poles?|cellules?|ensemble|facilitat\w+|travail|temporaires?|interim"
    r"|entreprises?|structures?|departementale?s?|intercommunal\w*|france|chantiers?|ateliers?|economiques?|activites?"
    r"|adaptees?|ess|etti|ai|ei|aci|siae|d[eu]s?|l[ae]s?|et|pour|en|a)\b|\b[ld]'"
)
_ACCOMPAGNE_LES_PERSONNES = re.compile(
    r"(?:suivie?s?|inscrite?s?|accompagnee?s?|orientee?s?|aupres d\w*|recour\w*|\bpar)[^.;]{0,40}$"
)
# « … du Bassin d'OrMme » : mots collés ou préposition laissée en fin de nom.
_RESTE_DE_NOM = re.compile(r"(?<=[a-zà-ÿ])[A-ZÉÈÀ].*$|(?: (?:d[eu]s?|la|le|les|et|pour|en|à|l['’]|d['’]))+ *$")
_MODALITES = (
    (
        "embauche_directe",
        re.compile(
            r"embauches? directes?|recrutements? directs?|embauche[^.;]{0,20}par (?:le|l')(?: titulaire"
            r"|entreprise)|contrats? (?:a duree|de travail) (?:in)?determinee|embaucher? directement"
            r"|recrute\w* directement|\bcdd\b|\bcdi\b"
        ),
    ),
    (
        "mise_a_disposition",
        re.compile(
            r"mises? a (?:la )?disposition[^.;]{0,60}(?:salarie|personne|personnel|travail|etti|interim|geiq"
            r"|association|groupement)|mises? a disposition de|travail temporaire|\betti\b|interim"
            r"|associations? intermediaires?"
        ),
    ),
    (
        "sous_traitance",
        re.compile(
            r"(?:sous|co)[- ]?trait\w*[^.;]{0,100}(?:insertion|siae|adapte|esat|structure)|(?:insertion|siae"
            r"|adapte)[^.;]{0,60}(?:sous|co)[- ]?trait\w*"
        ),
    ),
    (
        "formation",
        re.compile(r"alternance|apprenti(?:ssage|s)\b|contrats? de professionnalisation|heures de formation"),
    ),
    ("stage", re.compile(r"\bpmsmp\b|\bstages?\b|immersions?\b|stagiaires?\b")),
)


def lire_penalites(blocs: list[Bloc]) -> list[PenaliteLue]:
    """Les pénalités de la clause : dans la zone d'insertion, ou ailleurs si la phrase nomme l'insertion."""
    sortie: list[PenaliteLue] = []
    depuis = 99
    for bloc in blocs:
        depuis = 0 if _PENALITE.search(bloc.texte) else depuis + 1
        if depuis > 4 or bloc.zone is Zone.DEHORS or bloc.niee or (depuis and _AUTRE_ARGENT.search(bloc.texte)):
            continue
        mesures = grandeurs(bloc.texte)
        sortie += _montants(bloc, mesures)
        if not mesures.montants and (smic := _EN_SMIC.search(bloc.texte)):
            sortie.append(PenaliteLue("heure", None, citer(bloc, smic.start(), smic.end())))
        elif not mesures.montants and depuis == 0:
            for taux in mesures.taux[:1]:
                sortie.append(
                    PenaliteLue(_nature(bloc.texte, ""), None, citer(bloc, taux.debut, taux.fin), taux.valeur)
                )
    return sortie


def _montants(bloc: Bloc, mesures: Grandeurs) -> list[PenaliteLue]:
    sortie = []
    montants = mesures.montants
    for rang, montant in enumerate(montants):
        if re.search(
            r"tranches? de(?: facturation de)? ?$|montant (?:du marche|initial)[^.;]{0,20}$|seuil[^.;]{0,20}$"
            r"|heures?(?: d'insertion)?(?: de travail)? (?:pour|par|tou(?:te)?s les)(?: tranches? d[e'])? ?$"
            r"|(?:a partir d|au[- ]dela d|superieur\w* (?:ou egal\w* )?a|excede\w*|depass\w*)[^.;€\d]{0,40}$",
            bloc.texte[: montant.debut],
        ):
            continue
        avant = bloc.texte[montants[rang - 1].fin if rang else 0 : montant.debut]
        apres = bloc.texte[montant.fin : montants[rang + 1].debut if rang + 1 < len(montants) else len(bloc.texte)]
        sortie.append(PenaliteLue(_nature(apres, avant), montant.valeur, citer(bloc, montant.debut, montant.fin)))
    return sortie


def _nature(apres: str, avant: str) -> str:
    """Les mots juste après le montant décident ; à défaut, ceux d'avant, puis la suite."""
    proches = re.split(r"[,;]", apres)[0][:60]
    for morceau in (proches, avant[-160:], apres[:200]):
        for nature, motif in _NATURES:
            if morceau and motif.search(morceau):
                return nature
    return "forfait"


def lire_transmissions(blocs: list[Bloc]) -> list[Transmission]:
    """Le rythme des justificatifs, avec le jour limite quand il est dit."""
    sortie: dict[tuple[int | None, int | None], Transmission] = {}
    for bloc in blocs:
        if (
            bloc.zone is Zone.DEHORS
            or bloc.niee
            or bloc.titre
            or not _TRANSMETTRE.search(bloc.texte)
            or _PENALITE.search(bloc.texte)
        ):
            continue
        for mois, motif in _PERIODICITES:
            lu = motif.search(bloc.texte)
            if not lu or (mois == 12 and re.search(r"heures?", bloc.texte[max(0, lu.start() - 30) : lu.end() + 10])):
                continue
            jour = _JOUR.search(bloc.texte)
            numero = (jour["jour"] or jour["jour2"] or jour["jour3"]) if jour else None
            jour_lu = int(numero.replace("1er", "1")) if numero else None
            sortie.setdefault((mois, jour_lu), Transmission(mois, citer(bloc, lu.start(), lu.end()), jour_lu))
            break
    return list(sortie.values())


def lire_contacts(blocs: list[Bloc]) -> list[ContactLu]:
    """Le facilitateur nommé et ses coordonnées, prises dans la zone d'insertion seulement."""
    sortie: list[ContactLu] = []
    depuis, nom = 99, ""
    for bloc in blocs:
        if bloc.zone is Zone.DEHORS or bloc.niee:
            depuis, nom = 99, ""
            continue
        depuis = 0 if (_FACILITATEUR if bloc.section else _FACILITATEUR_NOMME).search(bloc.texte) else depuis + 1
        origine = bloc.passage().texte
        structure = _NOM_DE_STRUCTURE.search(origine) if depuis <= 1 else None
        if structure and len(structure[0].split()) > 1:
            lue = _RESTE_DE_NOM.sub("", structure[0]).strip(" ,.-")
            nom = lue if _est_un_nom(lue, bloc.texte) else nom
        courriel, telephone = _COURRIEL.search(bloc.texte), _TELEPHONE.search(bloc.texte)
        if depuis <= (5 if bloc.section else 1) and (courriel or telephone):
            lu = courriel or telephone
            adresse = bloc.passage(courriel.start(), courriel.end()).texte.replace(" ", "") if courriel else ""
            sortie.append(ContactLu(nom, adresse, telephone[0] if telephone else "", citer(bloc, lu.start(), lu.end())))
        elif structure and nom and nom in structure[0] and not any(c.nom == nom for c in sortie):
            debut = bloc.texte.find(replier(nom))
            if debut >= 0 and re.search(
                r"facilitat|accompagn|interlocut|contact|guichet|coordon|assist|charge", bloc.texte
            ):
                sortie.append(ContactLu(nom, "", "", citer(bloc, debut, debut + len(nom))))
    return sortie


def _est_un_nom(lue: str, phrase: str) -> bool:
    """Un nom propre, et non une sorte de structure, ni la mission locale qui suit les personnes."""
    replie = replier(lue)
    if not re.search(r"\w{2}", _SORTES_DE_STRUCTURE.sub("", replie)):
        return False
    suit = re.match(r"mission|cap |association|agence", replie) and _ACCOMPAGNE_LES_PERSONNES.search(
        phrase[: phrase.find(replie)]
    )
    return not suit


def lire_modalites(blocs: list[Bloc]) -> list[ModaliteLue]:
    """Les modalités ouvertes par la clause, une fois chacune."""
    trouvees: dict[str, ModaliteLue] = {}
    for bloc in blocs:
        if bloc.zone is Zone.DEHORS or bloc.niee:
            continue
        for code, motif in _MODALITES:
            lu = motif.search(bloc.texte)
            if lu:
                trouvees.setdefault(code, ModaliteLue(code, citer(bloc, lu.start(), lu.end())))
    return list(trouvees.values())
