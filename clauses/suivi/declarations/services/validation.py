"""Valider, refuser, faire corriger, rouvrir : les verbes du facilitateur sur les lignes et les mois.

La validation fige ce que les règles retiennent et leur décision ; la réouverture remet le retenu à zéro, et le
journal garde l'ancienne valeur. Un verbe rejoué sur une ligne déjà dans l'état voulu ne change rien.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from clauses.fond.socle.acte import enregistrer, etat_apres, exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, changements_depuis, verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.declarations.decision import figer
from clauses.suivi.declarations.faits import jugements_des_lignes
from clauses.suivi.declarations.models import DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.services.controles import Controle, controler
from clauses.suivi.participants.jugements import profil
from regles.typographie import typographie

Etat = LigneHeures.Etat
EtatDuMois = DeclarationMensuelle.Etat
ECRITS = [
    "etat",
    "motif",
    "retenu_travail",
    "retenu_formation",
    "retenu_accompagnement",
    "decision",
    "jugement",
    "version",
    "modifie_le",
]
DECIDEES = (Etat.VALIDEE, Etat.REFUSEE)
Versions = dict[UUID, int]


@service
def valider_lignes(cles: Iterable[UUID], *, par: Acteur, versions: Versions | None = None) -> list[LigneHeures]:
    """Valide ces lignes : retient ce que les règles comptent, fige leur décision et ses raisons.

    Tout ou rien. Lève `RefusMetier` si une ligne est bloquée (▲) ou n'est pas à valider, `ModifieEntreTemps` si
    ses heures ont changé depuis `versions`. Une ligne déjà validée est laissée telle quelle.
    """
    lignes = _verrouiller(cles, par, versions)
    return _valider([ligne for ligne in lignes if ligne.etat != Etat.VALIDEE], par)


@service
def valider_sans_remarque(
    declaration: DeclarationMensuelle, *, par: Acteur, versions: Versions | None = None
) -> list[LigneHeures]:
    """Valide d'un coup les lignes du mois sans aucune remarque ; les autres attendent qu'on les regarde.

    `versions` : les lignes qu'on a lues, et elles seules ; lève `ModifieEntreTemps` si leurs heures ont changé.
    """
    a_valider = _du_mois(declaration).filter(etat=Etat.SOUMISE)
    if versions is not None:
        a_valider = a_valider.filter(pk__in=list(versions))
    lignes = _verrouiller(a_valider.values_list("pk", flat=True), par, versions)
    controles = controler(lignes)
    return _valider([ligne for ligne in lignes if controles[ligne.pk].est_sans_remarque], par, controles)


@service
def valider_la_file(versions: Versions, *, par: Acteur) -> list[LigneHeures]:
    """Valide, de plusieurs mois à la fois, les lignes lues (`versions`) qui n'ont toujours aucune remarque ; les autres
    attendent qu'on les regarde. Lève `ModifieEntreTemps` si les heures de l'une ont changé."""
    lignes = [ligne for ligne in _verrouiller(versions, par, versions) if ligne.etat == Etat.SOUMISE]
    controles = controler(lignes)
    return _valider([ligne for ligne in lignes if controles[ligne.pk].est_sans_remarque], par, controles)


@service
def refuser_lignes(cles: Iterable[UUID], *, par: Acteur, motif: str, versions: Versions | None = None) -> None:
    """Refuse ces lignes : elles restent lisibles, et ne comptent pas."""
    _deplacer(_verrouiller(cles, par, versions), "refuser", _motif(motif))


@service
def demander_correction(cles: Iterable[UUID], *, par: Acteur, motif: str, versions: Versions | None = None) -> None:
    """Rend ces lignes à qui les a déclarées ; leur mois redevient « à corriger », avec le motif."""
    lignes, motif = _verrouiller(cles, par, versions), _motif(motif)
    _deplacer(lignes, "demander_correction", motif)
    _rendre_les_mois(lignes, motif)


@service
def rouvrir_lignes(cles: Iterable[UUID], *, par: Acteur, motif: str, versions: Versions | None = None) -> None:
    """Rouvre des lignes validées ou refusées : le retenu revient à zéro, le mois est à corriger."""
    lignes, motif = _verrouiller(cles, par, versions, lues=DECIDEES), _motif(motif)
    _deplacer(lignes, "rouvrir", motif)
    _rendre_les_mois(lignes, motif)


@service
def demander_correction_du_mois(declaration: DeclarationMensuelle, *, par: Acteur, motif: str) -> None:
    """Rend tout le mois : ses lignes à valider redeviennent à corriger."""
    actuelle, motif = verrouiller(declaration), _motif(motif)
    _changer_le_mois(actuelle, "demander_correction", motif)
    cles = _du_mois(actuelle).filter(etat=Etat.SOUMISE).values_list("pk", flat=True)
    _deplacer(_verrouiller(cles, par), "demander_correction", motif)


@service
def rouvrir_mois(declaration: DeclarationMensuelle, *, par: Acteur, motif: str) -> None:
    """Rouvre un mois validé (ou déclaré sans heures) et toutes ses lignes décidées."""
    actuelle, motif = verrouiller(declaration), _motif(motif)
    _changer_le_mois(actuelle, "rouvrir", motif)
    cles = _du_mois(actuelle).filter(etat__in=DECIDEES).values_list("pk", flat=True)
    _deplacer(_verrouiller(cles, par), "rouvrir", motif)


def _du_mois(declaration: DeclarationMensuelle) -> QuerySet[LigneHeures]:
    return LigneHeures.objects.actifs().filter(declaration=declaration)


def _verrouiller(
    cles: Iterable[UUID],
    par: Acteur,
    versions: Versions | None = None,
    *,
    lues: Collection[str] = (Etat.SOUMISE,),
) -> list[LigneHeures]:
    """Les lignes sous verrou, toutes visibles de l'acteur, telles qu'il les a lues. Une ligne qui n'est plus dans
    l'un des états `lues` ne se compare pas : l'acte y est déjà fait, ou sera refusé."""
    voulues = set(cles)
    visibles = LigneHeures.objects.visibles_par(par).actifs().filter(pk__in=voulues)
    lignes = list(
        LigneHeures.objects.filter(pk__in=visibles.values("pk"))
        .select_for_update(of=("self",))
        .select_related("contrat__participant")
        .order_by("pk")
    )
    if len(lignes) != len(voulues):
        raise RefusMetier("Une des lignes choisies n'existe plus ou n'est pas à vous : rouvrez la page.")
    changements = [
        (f"{ligne.contrat.participant} : {champ.lower()}", avant, apres, auteur)
        for ligne in lignes
        if versions and ligne.etat in lues and versions[ligne.pk] != ligne.version
        for champ, avant, apres, auteur in changements_depuis(ligne, versions[ligne.pk])
    ]
    if changements:
        raise ModifieEntreTemps(lignes[0], changements, quoi="les heures viennent")
    return lignes


def _valider(
    lignes: list[LigneHeures], par: Acteur, controles: dict[UUID, Controle] | None = None
) -> list[LigneHeures]:
    controles = controles or controler(lignes)
    bloquees = [controles[ligne.pk] for ligne in lignes if controles[ligne.pk].est_bloque]
    if bloquees:
        raise RefusMetier(" ".join(_reproche(controle) for controle in bloquees))
    jugements = jugements_des_lignes(lignes)
    for ligne in lignes:
        decision = controles[ligne.pk].decision
        ligne.etat, ligne.motif = _suivant(ligne, "valider"), ""
        ligne.retenu_travail, ligne.retenu_formation = decision.travaillees, decision.formation
        ligne.retenu_accompagnement = decision.accompagnement
        ligne.jugement = jugements[ligne.pk]
        personne = profil(ligne.contrat.participant, ligne.jugement)
        ligne.decision = figer(decision, le=timezone.localdate(), par=par.nom, personne=personne)
    enregistrer_les_lignes(lignes)
    _clore_les_mois(lignes)
    return lignes


def _reproche(controle: Controle) -> str:
    personne, raisons = controle.ligne.contrat.participant, " ; ".join(controle.blocages)
    return typographie(
        f"{personne} : {raisons}. Levez ce blocage, demandez une correction ou refusez la ligne ; rien n'a été validé."
    )


def _deplacer(lignes: list[LigneHeures], verbe: str, motif: str) -> None:
    """Fait passer les lignes par ce verbe ; hors de la validation, rien n'est retenu."""
    for ligne in lignes:
        ligne.etat, ligne.motif = _suivant(ligne, verbe), motif
        ligne.retenu_travail = ligne.retenu_formation = ligne.retenu_accompagnement = 0
        ligne.decision, ligne.jugement = {}, None
    enregistrer_les_lignes(lignes)
    if verbe == "refuser":
        _clore_les_mois(lignes)


def _suivant(ligne: LigneHeures, verbe: str) -> str:
    return etat_apres("ligne", ligne.etat_du_cycle, verbe, qui=str(ligne.contrat.participant))


def enregistrer_les_lignes(lignes: Sequence[LigneHeures]) -> None:
    """Une écriture pour toutes les lignes ; le journal, tenu par la base, en garde une entrée chacune."""
    maintenant = timezone.now()
    for ligne in lignes:
        ligne.version += 1
        ligne.modifie_le = maintenant
    LigneHeures.objects.bulk_update(lignes, ECRITS, batch_size=500)


def _clore_les_mois(lignes: Sequence[LigneHeures]) -> None:
    """Un mois transmis dont toutes les lignes sont décidées est validé."""
    cles = {ligne.declaration_id for ligne in lignes if ligne.declaration_id}
    en_attente = set(
        LigneHeures.objects.actifs()
        .filter(declaration_id__in=cles)
        .exclude(etat__in=DECIDEES)
        .values_list("declaration_id", flat=True)
    )
    soumis = DeclarationMensuelle.objects.select_for_update().filter(pk__in=cles - en_attente, etat=EtatDuMois.SOUMISE)
    for declaration in soumis.order_by("pk"):
        declaration.validee_le = timezone.now()
        _changer_le_mois(declaration, "valider", "")


def _rendre_les_mois(lignes: Sequence[LigneHeures], motif: str) -> None:
    """Le mois d'une ligne rendue revient à son déclarant, s'il ne l'a pas déjà."""
    cles = {ligne.declaration_id for ligne in lignes if ligne.declaration_id}
    transmis = DeclarationMensuelle.objects.select_for_update().filter(
        pk__in=cles, etat__in=[EtatDuMois.SOUMISE, EtatDuMois.VALIDEE]
    )
    for declaration in transmis.order_by("pk"):
        verbe = "rouvrir" if declaration.etat == EtatDuMois.VALIDEE else "demander_correction"
        _changer_le_mois(declaration, verbe, motif)


def _changer_le_mois(declaration: DeclarationMensuelle, verbe: str, motif: str) -> None:
    etat = etat_apres("declaration", declaration.etat_du_cycle, verbe)
    remis = {} if verbe == "valider" else {"validee_le": None, "est_neant": False}
    enregistrer(declaration, {"etat": etat, "motif": motif, **remis})


def _motif(motif: str) -> str:
    return exiger_motif(motif, "Dites pourquoi : le déclarant lira ce motif.")
