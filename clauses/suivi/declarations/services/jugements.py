"""Un mois validé garde l'éligibilité qui y valait ; quelqu'un peut, exprès, lui faire suivre la dernière."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.fond.socle.acte import exiger_motif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import exiger_lues
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service
from clauses.suivi.declarations.faits import jugements_des_lignes
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.services.controles import controler
from clauses.suivi.declarations.services.validation import enregistrer_les_lignes
from clauses.suivi.participants.models import Eligibilite, Participant


@dataclass(frozen=True)
class EnRetard:
    """Les lignes validées d'une personne que son dernier jugement ne touche pas. `a_reprendre` : elles peuvent le
    suivre sans que leurs heures retenues changent ; `a_rouvrir` : elles en changeraient, et se rouvrent d'abord."""

    a_reprendre: Sequence[LigneHeures] = ()
    a_rouvrir: Sequence[LigneHeures] = ()

    @property
    def heures(self) -> Decimal:
        return sum((ligne.retenues for ligne in self.a_reprendre), Decimal(0))


def en_retard(personne: Participant, par: Acteur) -> EnRetard:
    """Ce que la personne a de validé sous un autre jugement que celui qui vaudrait à ce mois, vu par cet acteur."""
    validees = LigneHeures.objects.visibles_par(par).actifs().validees().filter(contrat__participant=personne)
    return _trier(list(validees.select_related("contrat").order_by("mois", "pk")))


def _trier(validees: list[LigneHeures]) -> EnRetard:
    vaudraient = jugements_des_lignes(validees)
    autres = [ligne for ligne in validees if _autre(vaudraient[ligne.pk], ligne)]
    if not autres:
        return EnRetard()
    controles = controler(autres)
    pareilles = {ligne.pk for ligne in autres if controles[ligne.pk].decision.valeur == ligne.retenues}
    return EnRetard(
        [ligne for ligne in autres if ligne.pk in pareilles], [ligne for ligne in autres if ligne.pk not in pareilles]
    )


def _autre(jugement: Eligibilite | None, ligne: LigneHeures) -> bool:
    return jugement is not None and jugement.pk != ligne.jugement_id


@service
def reprendre_le_jugement(
    personne: Participant, *, par: Acteur, motif: str, lues: str | None = None
) -> list[LigneHeures]:
    """Fait suivre aux mois validés le jugement qui vaut à leur date : âge, publics et quartier de leurs heures changent
    dans les bilans, jamais leurs heures. `lues` : les lignes que la page montrait. Lève `RefusMetier` si rien n'est à
    reprendre, `ModifieEntreTemps` si ce ne sont plus elles."""
    motif = exiger_motif(motif, "Dites pourquoi ces mois validés changent : les bilans passés en changent aussi.")
    visibles = LigneHeures.objects.visibles_par(par).actifs().validees().filter(contrat__participant=personne)
    lignes = list(
        LigneHeures.objects.filter(pk__in=visibles.values("pk"))
        .select_for_update(of=("self",))
        .select_related("contrat")
        .order_by("mois", "pk")
    )
    a_reprendre = _trier(lignes).a_reprendre
    if not a_reprendre:
        raise RefusMetier("Aucun mois validé n'est à reprendre\u00a0: l'acte est sans doute déjà fait.")
    exiger_lues(a_reprendre, lues, de=personne, quoi="les heures viennent")
    vaudraient = jugements_des_lignes(a_reprendre)
    for ligne in a_reprendre:
        ligne.jugement, ligne.motif = vaudraient[ligne.pk], motif
    enregistrer_les_lignes(a_reprendre)
    return list(a_reprendre)
