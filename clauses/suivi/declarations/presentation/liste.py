"""La liste des mois : où chacun en est, combien de personnes, combien d'heures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DateField, DecimalField, F, Q, QuerySet, Value, When
from django.forms import Form
from django.http import QueryDict
from django.urls import reverse

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, GroupeDeFiltres, Lien, Page, Vide
from clauses.fond.socle.recherche import contenant
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import etat, pastille
from clauses.fond.socle.valeurs import en_date, en_date_longue, en_heures, en_mois
from clauses.fond.structures.models import Structure
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.presentation.imports import acces
from clauses.suivi.declarations.services.feuille import EQUIPE
from clauses.suivi.marches.models import Operation
from regles.typographie import accorder, typographie

Etat = DeclarationMensuelle.Etat
ACCUEIL = "declarations:liste"
ZERO = Decimal(0)
HEURES = DecimalField(max_digits=12, decimal_places=2)
_LUS = (
    "annule_le",
    "mois",
    "echeance",
    "etat",
    "est_neant",
    "lot__numero",
    "lot__intitule",
    "lot__marche__operation__nom",
    "attribution__structure__nom",
)
RACCOURCIS_DE_L_EQUIPE = (
    ("", "Tous"),
    ("a_valider", "À valider"),
    ("en_retard", "En retard"),
    ("a_transmettre", "À transmettre"),
    ("validee", "Validés"),
)
RACCOURCIS_DU_DECLARANT = (("", "Tous"), ("a_transmettre", "À transmettre"), ("validee", "Validés"))


def mois_visibles(acteur: Acteur) -> QuerySet[DeclarationMensuelle]:
    """Les mois qui concernent l'acteur."""
    mois = DeclarationMensuelle.objects.concernant(acteur).actifs()
    return mois.select_related("lot__marche__operation", "attribution__structure").only(*_LUS)


def avec_leurs_heures(mois: Iterable[Any], acteur: Acteur) -> list[Any]:
    """Ces mois, chacun avec ses `personnes` et ses heures : `declare`, `a_decider`, `retenu` (les siennes, pour un
    employeur). Une requête, sur eux seuls : la base les compterait pour tous avant d'en montrer cinquante."""
    lus = list(mois)
    lignes = LigneHeures.objects.visibles_par(acteur).actifs().filter(declaration__parmi=lus)
    sommes = lignes.additionnees("declaration_id").annotate(personnes=Count("contrat__participant", distinct=True))
    par_mois = {somme["declaration_id"]: somme for somme in sommes}
    rien = {"personnes": 0, "declare": ZERO, "a_decider": ZERO, "retenu": ZERO}
    for m in lus:
        m.__dict__ |= rien | par_mois.get(m.pk, {})
    return lus


def filtrer(mois: Any, valeurs: Mapping[str, Any], jour: date) -> QuerySet[Any]:
    if valeurs.get("q"):
        ou = ("lot__marche__operation", "lot__marche", "attribution__structure")
        mois = mois.filter(contenant(valeurs["q"], *(f"{c}__recherche" for c in ou)))
    if valeurs.get("mois"):
        mois = mois.filter(mois=valeurs["mois"])
    if valeurs.get("operation"):
        mois = mois.filter(lot__marche__operation_id=valeurs["operation"])
    if valeurs.get("entreprise"):
        mois = mois.filter(attribution__structure_id=valeurs["entreprise"])
    situation = valeurs.get("etat")
    if situation == "en_retard":
        mois = mois.en_retard(jour)
    elif situation in ("a_valider", "a_transmettre"):
        mois = getattr(mois, situation)()
    elif situation == "validee":
        mois = mois.filter(etat=Etat.VALIDEE)
    return mois


def compter(acteur: Acteur, jour: date) -> dict[str, int]:
    """{« a_valider », « a_transmettre », « en_retard »} : les comptes des raccourcis, en une requête."""
    return (
        DeclarationMensuelle.objects.concernant(acteur)
        .actifs()
        .order_by()
        .aggregate(
            a_valider=Count("pk", filter=Q(etat=Etat.SOUMISE)),
            a_transmettre=Count("pk", filter=Q(etat__in=[Etat.ATTENDUE, Etat.A_CORRIGER])),
            en_retard=Count("pk", filter=Q(etat__in=[Etat.ATTENDUE, Etat.A_CORRIGER], echeance__lt=jour)),
        )
    )


def phrase(acteur: Acteur, comptes: Mapping[str, int]) -> str:
    """LA phrase : ce qui attend, et chez qui."""
    retard = comptes["en_retard"]
    fin = f", {'dont ' if acteur.role not in EQUIPE else ''}{retard} en retard" if retard else ""
    if acteur.role in EQUIPE:
        attente = f"{accorder(comptes['a_valider'], 'mois', 'mois')} à valider"
        return typographie(f"{attente} ; {comptes['a_transmettre']} chez les déclarants{fin}.")
    if not comptes["a_transmettre"]:
        return "Rien à transmettre : vous êtes à jour."
    return f"{accorder(comptes['a_transmettre'], 'mois', 'mois')} à transmettre{fin}."


def actions(acteur: Acteur, comptes: Mapping[str, int], filtres: QueryDict) -> list[Action]:
    """De la file à valider, tout ce qui est sans remarque ; des retards, qui appeler."""
    if acteur.role not in EQUIPE:
        return []
    gestes = []
    if comptes["a_valider"] and filtres.get("etat") == "a_valider":
        adresse = f"{reverse('declarations:valider_file')}?{filtres.urlencode()}"
        gestes.append(Action("Valider ce qui est sans remarque…", adresse, style="principale", icone="check-lg"))
    if comptes["en_retard"]:
        gestes.append(Action("Qui doit des heures", reverse("declarations:retards"), icone="telephone"))
    return gestes


def page(acteur: Acteur, comptes: Mapping[str, int], filtres: QueryDict) -> Page:
    gestes = [*actions(acteur, comptes, filtres), *acces(acteur)]
    return Page("Déclarations", phrase(acteur, comptes), actions=gestes)


def vide(filtres: QueryDict) -> Vide:
    return Vide(
        "Aucun mois ne répond à ces filtres" if filtres else "Aucun mois à déclarer",
        "Les mois s'ouvrent d'eux-mêmes, dès qu'un lot a une clause et un attributaire.",
    )


def filtres(formulaire: Form, acteur: Acteur, poses: QueryDict) -> GroupeDeFiltres:
    """Les filtres, et l'opération ou l'entreprise qu'un lien a choisie : nommée, et l'adresse sans elle."""
    choisis = []
    for champ, modele in (("operation", Operation), ("entreprise", Structure)):
        if not (cle := formulaire.cleaned_data.get(champ) if formulaire.is_bound else None):
            continue
        objet = modele.objects.visibles_par(acteur).filter(pk=cle).first()
        sans = poses.copy()
        sans.pop(champ, None)
        sans.pop("page", None)
        choisis.append(Lien(str(objet) if objet else "Inconnue", f"{reverse(ACCUEIL)}?{sans.urlencode()}"))
    return GroupeDeFiltres(formulaire, actifs=choisis, url_effacer=reverse(ACCUEIL))


def ordonner(mois: QuerySet[Any], acteur: Acteur) -> QuerySet[Any]:
    """Ce qui attend d'abord, l'échéance la plus ancienne en tête ; puis les mois clos, les plus récents d'abord.
    Pour qui déclare, un mois transmis n'attend plus."""
    transmis = 0 if acteur.role in EQUIPE else 1
    rang = Case(When(etat=Etat.VALIDEE, then=Value(2)), When(etat=Etat.SOUMISE, then=Value(transmis)), default=Value(0))
    ouvert = Case(When(etat=Etat.VALIDEE, then=Value(None)), default=F("echeance"), output_field=DateField())
    return mois.annotate(rang=rang).order_by(
        "rang", ouvert.asc(nulls_last=True), "-mois", "attribution__structure__tri", "lot__tri", "pk"
    )


def raccourcis(acteur: Acteur, comptes: Mapping[str, int], actif: str) -> list[Lien]:
    """« À valider 12 · En retard 3 … » : les filtres que l'on prend tous les jours, selon le métier de chacun."""
    adresse = reverse(ACCUEIL)
    mots = RACCOURCIS_DE_L_EQUIPE if acteur.role in EQUIPE else RACCOURCIS_DU_DECLARANT
    return [
        Lien(mot, f"{adresse}?etat={code}" if code else adresse, actif == code, comptes.get(code)) for code, mot in mots
    ]


def tableau(lignes: list[DeclarationMensuelle], jour: date) -> Tableau:
    return Tableau(
        colonnes(jour),
        lignes,
        legende="Mois à déclarer et à valider",
        url=lambda m: adresse_de("declarations:fiche", m.pk),
        classe=lambda m: "ligne-alerte" if est_en_retard(m, jour) else "",
    )


@dataclass(frozen=True)
class CarteDuMois:
    """Un mois, pour qui déclare : une carte, et le seul geste qui l'attend."""

    mois: DeclarationMensuelle
    titre: str
    etat: str
    url: str
    geste: str
    precision: str
    est_pressant: bool


def cartes(lignes: list[Any], jour: date) -> list[CarteDuMois]:
    """`lignes` : des mois, lus `avec_leurs_heures`."""
    resultat = []
    for m in lignes:
        a_saisir = m.etat in (Etat.ATTENDUE, Etat.A_CORRIGER)
        commence = m.mois <= jour
        resultat.append(
            CarteDuMois(
                mois=m,
                titre=en_mois(m.mois).capitalize(),
                etat=pastille("Transmis", "attente", "hourglass-split")
                if m.etat == Etat.SOUMISE
                else etat_du_mois(m, jour),
                url=adresse_de("declarations:saisir" if a_saisir and commence else "declarations:fiche", m.pk),
                geste=("Corriger" if m.etat == Etat.A_CORRIGER else "Déclarer") if a_saisir else "Voir",
                precision=f"avant le {en_date_longue(m.echeance)}"
                if a_saisir
                else f"{en_heures(m.declare)} déclarées, {en_heures(m.retenu)} retenues",
                est_pressant=a_saisir,
            )
        )
    return resultat


def colonnes(jour: date) -> tuple[Colonne, ...]:
    return (
        Colonne("mois", "Mois", "mois", montrer=lambda m: en_mois(m.mois).capitalize()),
        Colonne("attribution.structure.nom", "Entreprise", largeur=30),
        Colonne("lot.marche.operation.nom", "Opération", largeur=30),
        Colonne("lot", "Lot", largeur=30),
        Colonne("etat", "État", "etat", montrer=lambda m: etat_du_mois(m, jour)),
        Colonne("echeance", "À transmettre avant le", "date"),
        Colonne("personnes", "Personnes", "entier"),
        Colonne("declare", "Déclaré", "heures", aide="Heures transmises, quoi qu'on en ait décidé"),
        Colonne("a_decider", "À décider", "heures", aide="Déclaré, en attente d'une décision"),
        Colonne("retenu", "Retenu", "heures", aide="Heures validées, qui comptent"),
    )


def est_en_retard(mois: DeclarationMensuelle, jour: date) -> bool:
    return mois.etat in (Etat.ATTENDUE, Etat.A_CORRIGER) and mois.echeance < jour


def etat_du_mois(mois: DeclarationMensuelle, jour: date) -> str:
    """L'état en un mot : en retard, il le dit ; sans heures, aussi."""
    if est_en_retard(mois, jour):
        jours = (jour - mois.echeance).days
        mot = "À corriger" if mois.etat == Etat.A_CORRIGER else "En retard"
        return pastille(f"{mot}, {jours} j", "alerte", "clock", f"attendue pour le {en_date(mois.echeance)}")
    if mois.etat_du_cycle == "neant":
        return pastille("Aucune heure", "neutre", "check-lg")
    return etat(mois.etat, mois.get_etat_display())
