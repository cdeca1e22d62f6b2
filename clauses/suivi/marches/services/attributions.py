"""Qui exécute le lot : titulaire seul ou groupement, ses sous-traitants, leurs parts et leurs fins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_motif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import annoncer
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_nombre
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.models import Attribution, Lot
from regles.exigences import FaitsIncoherents
from regles.repartition import completer_les_parts

Role = Attribution.Role
CENT = Decimal(100)
_SANS_MOTIF = "Dites pourquoi les attributaires changent."


@dataclass(frozen=True)
class Membre:
    """Un membre direct tel qu'on le veut. `attribution_id` : celle qui existe déjà, `None` pour une nouvelle."""

    structure: Structure
    part: Decimal = CENT
    est_mandataire: bool = False
    date_debut: date | None = None
    date_fin: date | None = None
    attribution_id: UUID | None = None


def verifier(membres: Sequence[Membre]) -> tuple[list[Membre], str]:
    """Contrôle un titulaire ou un groupement ; rend ses membres, dont les parts font 100 %, et ce qu'il faut en dire
    (l'arrondi de parts au centième va à la plus forte). Les parts se comptent sur tout le lot, membres partis compris :
    celui qui s'en va garde la part qu'il a exécutée, son successeur a le reste."""
    if not membres:
        raise RefusMetier("Nommez au moins le titulaire.")
    cles = [m.structure.pk for m in membres]
    if len(set(cles)) != len(cles):
        raise RefusMetier("La même structure est nommée deux fois\u00a0: réunissez ses parts sur une seule ligne.")
    en_place = [m for m in membres if m.date_fin is None]
    mandataires = [m for m in en_place if m.est_mandataire]
    if len(mandataires) > 1:
        raise RefusMetier("Un groupement a un seul mandataire\u00a0: cochez-en un.")
    if len(en_place) > 1 and not mandataires:
        raise RefusMetier("Plusieurs attributaires forment un groupement\u00a0: dites lequel est mandataire.")
    if any(m.date_debut and m.date_fin and m.date_fin < m.date_debut for m in membres):
        raise RefusMetier("Un attributaire part avant d'arriver\u00a0: vérifiez ses dates.")
    try:
        parts, dit = completer_les_parts([m.part for m in membres])
    except FaitsIncoherents as ecart:
        raise RefusMetier(str(ecart)) from ecart
    return [replace(m, part=part) for m, part in zip(membres, parts, strict=True)], dit


@service
def attribuer(
    lot: Lot, membres: Sequence[Membre], *, par: Acteur, motif: str = "", lues: str | None = None
) -> list[Attribution]:
    """Pose les attributaires directs du lot : titulaire seul, ou mandataire et cotraitants. Somme des parts : 100 %,
    à l'arrondi de chacune près.

    Un attributaire qui n'est plus dans `membres` est annulé (il n'aurait pas dû être noté) ; celui qui a
    vraiment quitté le lot y reste, avec sa date de fin. Changer ce qui existe demande un motif. `lues` : ceux que l'on
    avait sous les yeux (`versions_de`) ; lève `ModifieEntreTemps` s'ils ont changé.
    """
    prendre_ligne(lot)
    for membre in membres:
        if membre.structure.porteuse_id != par.porteuse_id:
            raise RefusMetier("Cette structure n'est pas dans votre répertoire.")
    membres, _ = verifier(membres)
    existantes = {a.pk: a for a in lot.attributions.actifs().directes().select_for_update().order_by("pk")}
    exiger_lues(existantes.values(), lues, de=lot, quoi="le groupement vient")
    gardees = {m.attribution_id for m in membres if m.attribution_id}
    if gardees - existantes.keys():
        raise RefusMetier("Un attributaire de cette liste n'est plus sur ce lot\u00a0: rouvrez la page.")
    if existantes:
        exiger_motif(motif, _SANS_MOTIF)
    for cle in existantes.keys() - gardees:
        _retirer(existantes[cle], motif, _SANS_MOTIF)
    annoncer("lot engagé", par=par, lot_id=lot.pk)
    seul = len([m for m in membres if m.date_fin is None]) <= 1 and not any(m.est_mandataire for m in membres)
    return [_poser(lot, membre, existantes.get(membre.attribution_id), seul) for membre in membres]


def _poser(lot: Lot, membre: Membre, existante: Attribution | None, seul: bool) -> Attribution:
    role = Role.TITULAIRE if seul else Role.MANDATAIRE if membre.est_mandataire else Role.COTRAITANT
    attribution = existante or Attribution(lot=lot)
    voulu = {
        "structure": membre.structure,
        "role": role,
        "part": membre.part,
        "date_debut": membre.date_debut,
        "date_fin": membre.date_fin,
    }
    if existante is not None:
        if membre.structure.pk != existante.structure_id:
            raise RefusMetier(
                f"{existante.structure} ne devient pas une autre structure\u00a0: donnez-lui une date de fin, et "
                "nommez la nouvelle sur sa propre ligne."
            )
        if all(getattr(existante, nom) == valeur for nom, valeur in voulu.items()):
            return existante
    return enregistrer(attribution, voulu)


def _retirer(attribution: Attribution, motif: str, sans_motif: str) -> Attribution:
    return annuler_ligne(attribution, motif, sans_motif, verifier=_exiger_libre)


def _exiger_libre(attribution: Attribution) -> None:
    if attribution.sous_traitants.actifs().exists():
        raise RefusMetier(f"{attribution.structure} a des sous-traitants\u00a0: annulez-les d'abord.")
    if attribution.affectations.actifs().exists():
        raise RefusMetier(
            f"{attribution.structure} a des contrats d'insertion sur ce lot\u00a0: donnez-lui une date de fin au "
            "lieu de la retirer."
        )


@service
def sous_traiter(donneur: Attribution, structure: Structure, *, par: Acteur, **champs: Any) -> Attribution:
    """Rattache un sous-traitant à l'attributaire (ou au sous-traitant) qui lui confie des travaux.

    `champs` : `part` (en % du montant du lot), `date_debut`, `date_fin`.
    """
    prendre_ligne(donneur)
    if structure.porteuse_id != par.porteuse_id:
        raise RefusMetier("Cette structure n'est pas dans votre répertoire.", champ="structure")
    if structure.pk == donneur.structure_id:
        raise RefusMetier("Une structure ne sous-traite pas à elle-même.", champ="structure")
    sous_traitant = Attribution(lot=donneur.lot, structure=structure, role=Role.SOUS_TRAITANT, donneur=donneur)
    _verifier_la_part(sous_traitant, champs.get("part"))
    return enregistrer(sous_traitant, champs)


@service
def modifier_sous_traitant(
    attribution: Attribution, *, par: Acteur, version_lue: int | None = None, motif: str = "", **champs: Any
) -> Attribution:
    actuelle = prendre_ligne(attribution, version_lue)
    if actuelle.role != Role.SOUS_TRAITANT:
        raise RefusMetier("Cet attributaire n'est pas un sous-traitant\u00a0: changez les parts du groupement.")
    _verifier_la_part(actuelle, champs.get("part"))
    return enregistrer(actuelle, champs)


@service
def annuler_sous_traitant(attribution: Attribution, *, par: Acteur, motif: str) -> Attribution:
    """Annule un sous-traitant noté à tort ; celui qui a fini son travail reçoit une date de fin."""
    if attribution.role != Role.SOUS_TRAITANT:
        raise RefusMetier("Cet attributaire n'est pas un sous-traitant.")
    return _retirer(attribution, motif, "Dites pourquoi ce sous-traitant est annulé.")


def _verifier_la_part(sous_traitant: Attribution, part: Decimal | None) -> None:
    """Un attributaire ne sous-traite pas plus que sa propre part."""
    donneur = sous_traitant.donneur
    if part is None or donneur is None:
        return
    autres = donneur.sous_traitants.actifs().exclude(pk=sous_traitant.pk).values_list("part", flat=True)
    total = part + sum(autres, Decimal(0))
    if total > donneur.part:
        raise RefusMetier(
            f"{donneur.structure} a {en_nombre(donneur.part)}\u202f% du lot et en sous-traiterait "
            f"{en_nombre(total)}\u202f%.",
            champ="part",
        )
