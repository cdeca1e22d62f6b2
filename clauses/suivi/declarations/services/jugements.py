"""Un mois validé garde ce que l'on savait de la personne ; on peut, exprès, lui faire suivre ce que l'on en sait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from clauses.fond.socle.acte import exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.declarations.faits import jugements_des_lignes
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.controles import controler
from clauses.suivi.declarations.services.validation import enregistrer_les_lignes
from clauses.suivi.participants.jugements import profil
from clauses.suivi.participants.models import Eligibilite, Participant


@dataclass(frozen=True)
class EnRetard:
    """Les lignes validées d'une personne que son dernier jugement, ou sa fiche d'aujourd'hui, ne touche pas.
    `a_reprendre` : elles peuvent les suivre sans que leurs heures retenues changent ; `a_rouvrir` : elles en
    changeraient, et se rouvrent d'abord. `vaudraient` : {ligne: le jugement qui y vaut aujourd'hui}."""

    a_reprendre: Sequence[LigneHeures] = ()
    a_rouvrir: Sequence[LigneHeures] = ()
    vaudraient: Mapping[UUID, Eligibilite | None] = field(default_factory=dict)

    @property
    def heures(self) -> Decimal:
        return sum((ligne.retenues for ligne in self.a_reprendre), Decimal(0))


def en_retard(personne: Participant, par: Acteur) -> EnRetard:
    """Ce que la personne a de validé qui se compterait autrement aujourd'hui, vu par cet acteur."""
    validees = LigneHeures.objects.visibles_par(par).actifs().validees().filter(contrat__participant=personne)
    return _trier(list(validees.select_related("contrat__participant", "jugement").order_by("mois", "pk")))


def _trier(validees: list[LigneHeures]) -> EnRetard:
    vaudraient = jugements_des_lignes(validees)
    autres = [ligne for ligne in validees if _autre(vaudraient[ligne.pk], ligne)]
    if not autres:
        return EnRetard()
    controles = controler(autres)
    pareilles = {ligne.pk for ligne in autres if controles[ligne.pk].decision.valeur == ligne.retenues}
    return EnRetard(
        [ligne for ligne in autres if ligne.pk in pareilles],
        [ligne for ligne in autres if ligne.pk not in pareilles],
        vaudraient,
    )


def _autre(jugement: Eligibilite | None, ligne: LigneHeures) -> bool:
    if jugement is None:
        return False
    fige = ligne.decision.get("personne")
    return jugement.pk != ligne.jugement_id or fige not in (None, profil(ligne.contrat.participant, jugement))


@service
def reprendre_le_jugement(
    personne: Participant, *, par: Acteur, motif: str, lues: str | None = None
) -> list[LigneHeures]:
    """Fait suivre aux mois validés le jugement qui vaut à leur date et la fiche d'aujourd'hui : ce que les bilans
    comptent de la personne change, jamais ses heures. `lues` : les lignes que la page montrait. Lève `RefusMetier` si
    rien n'est à reprendre, `ModifieEntreTemps` si ce ne sont plus elles."""
    motif = exiger_motif(motif, "Dites pourquoi ces mois validés changent : les bilans passés en changent aussi.")
    visibles = LigneHeures.objects.visibles_par(par).actifs().validees().filter(contrat__participant=personne)
    lignes = list(
        LigneHeures.objects.filter(pk__in=visibles.values("pk"))
        .select_for_update(of=("self",))
        .select_related("contrat__participant")
        .order_by("mois", "pk")
    )
    a_reprendre = _trier(lignes).a_reprendre
    if not a_reprendre:
        raise RefusMetier("Aucun mois validé n'est à reprendre\u00a0: l'acte est sans doute déjà fait.")
    exiger_lues(a_reprendre, lues, de=personne, quoi="les heures viennent")
    vaudraient = jugements_des_lignes(a_reprendre)
    for ligne in a_reprendre:
        ligne.jugement, ligne.motif = vaudraient[ligne.pk], motif
        ligne.decision = ligne.decision | {"personne": profil(ligne.contrat.participant, ligne.jugement)}
    enregistrer_les_lignes(a_reprendre)
    return list(a_reprendre)
