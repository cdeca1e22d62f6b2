"""Importer des commandes et des factures d'un tableau déposé ou collé : lire → vérifier → rapprocher → appliquer.

Une ligne refusée ne perd pas les autres ; le même tableau deux fois ne change rien. Une ligne déjà connue (même
nature, même attributaire, même numéro) dont le montant ou la date diffère est mise à jour.
"""

from dataclasses import dataclass, field
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from clauses.fond.socle.acte import enregistrer, exiger_actif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Verdict
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.lecture import Ligne, Tableau, lire_tableau
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Commande, Facture, Lot
from clauses.suivi.marches.services.depenses import Effet, NatureDepense, avec_effet, verifier_depense
from clauses.suivi.marches.services.lecture_depenses import (
    EXIGEES,
    FACULTATIVES,
    SYNONYMES,
    DepenseLue,
    LigneRefusee,
    lire_depense,
)

LIGNES_MAX = 5_000
# L'aperçu rend le fichier à la confirmation dans un champ caché : Django n'en accepte pas plus.
TAILLE_MAX = 1_500_000


@dataclass
class RapportDepenses:
    """Ce qu'il advient du tableau : verdicts, totaux, heures dues avant et après."""

    nom_fichier: str
    verdicts: list[Verdict] = field(default_factory=list)
    avertissements: tuple[str, ...] = ()
    effet: Effet | None = None

    @property
    def totaux(self) -> dict[str, int]:
        comptes = dict.fromkeys(("cree", "modifie", "inchange", "refuse"), 0)
        for verdict in self.verdicts:
            comptes[verdict.issue] += 1
        return comptes


@service
def apercevoir_depenses(
    lot: Lot, source: BinaryIO, nom_fichier: str, *, par: Acteur, nature: NatureDepense
) -> RapportDepenses:
    """Ce que donnerait l'import, heures dues comprises : il est joué, puis défait. Rien n'est enregistré."""
    point = transaction.savepoint()
    rapport = importer_depenses(lot, source, nom_fichier, par=par, nature=nature)
    transaction.savepoint_rollback(point)
    return rapport


@service
def importer_depenses(
    lot: Lot, source: BinaryIO, nom_fichier: str, *, par: Acteur, nature: NatureDepense
) -> RapportDepenses:
    """Enregistre les lignes justes du tableau. `nature` : celle des lignes qui ne la disent pas.

    Lève `FichierIllisible` si le fichier entier ne peut pas être lu.
    """
    exiger_actif(lot)
    tableau = lire_tableau(
        source,
        nom_fichier=nom_fichier,
        entetes_attendues=EXIGEES,
        entetes_facultatives=FACULTATIVES,
        synonymes=SYNONYMES,
        lignes_max=LIGNES_MAX,
        taille_max=TAILLE_MAX,
    )
    # Deux imports du même tableau au même instant (double clic) : le second attend, puis n'y trouve rien à changer.
    Lot.objects.select_for_update().get(pk=lot.pk)
    verdicts, effet = avec_effet(lot, lambda: _Import(lot, nature).executer(tableau))
    return RapportDepenses(nom_fichier, verdicts, tableau.avertissements, effet)


class _Import:
    """Le rapprochement avec ce qui est connu du lot, et l'écriture en une fois de ce qui est neuf."""

    def __init__(self, lot: Lot, nature: NatureDepense) -> None:
        self.lot, self.nature = lot, nature
        self.membres = list(lot.attributions.actifs().select_related("structure").order_by("role", "pk"))
        self.vues: dict[tuple[str, object, str], int] = {}
        self.nouvelles: list[Commande | Facture] = []
        self.connues: dict[tuple[str, object, str], Commande | Facture] = {}
        for modele in (Commande, Facture):
            for depense in modele.objects.actifs().filter(lot=lot).order_by("jour", "pk"):
                self.connues[modele.__name__, depense.attribution_id, depense.numero] = depense

    def executer(self, tableau: Tableau) -> list[Verdict]:
        verdicts = [self.traiter(ligne) for ligne in tableau]
        Commande.objects.bulk_create([d for d in self.nouvelles if isinstance(d, Commande)])
        Facture.objects.bulk_create([d for d in self.nouvelles if isinstance(d, Facture)])
        return verdicts

    def traiter(self, ligne: Ligne) -> Verdict:
        libelle = str(ligne.cellules.get("Numéro") or "(sans numéro)")[:80]
        try:
            lue = lire_depense(ligne, self.nature, self.membres)
            libelle = lue.libelle
            if lue.cle in self.vues:
                deja = f"déjà écrit à la ligne {self.vues[lue.cle]}."
                raise LigneRefusee("Numéro", lue.numero, deja, "Garder une seule de ces lignes.")
            self.vues[lue.cle] = ligne.numero
            return self.appliquer(ligne.numero, lue)
        except LigneRefusee as refus:
            return Verdict(ligne.numero, "refuse", libelle, refus.motif, refus.champ, refus.valeur, refus.remede)
        except RefusMetier as erreur:
            return Verdict(ligne.numero, "refuse", libelle, erreur.message, INTITULES.get(erreur.champ or "", ""))

    def appliquer(self, numero: int, lue: DepenseLue) -> Verdict:
        verifier_depense(
            self.lot, lue.nature, jour=lue.jour, montant_ht=lue.montant_ht, attribution=lue.attribution,
            est_prevision=lue.est_prevision,
        )  # fmt: skip
        montant = -lue.montant_ht if lue.nature == NatureDepense.AVOIR else lue.montant_ht
        voulu = {"jour": lue.jour, "montant_ht": montant, "est_prevision": lue.est_prevision}
        if lue.objet:
            voulu["objet"] = lue.objet
        connue = self.connues.get(lue.cle)
        if connue is None:
            self.nouvelles.append(_controlee(lue.nature.modele(
                lot=self.lot, attribution=lue.attribution, numero=lue.numero, **voulu
            )))  # fmt: skip
            return Verdict(numero, "cree", lue.libelle)
        ecarts = [nom for nom, valeur in voulu.items() if getattr(connue, nom) != valeur]
        if not ecarts:
            return Verdict(numero, "inchange", lue.libelle)
        enregistrer(connue, voulu)
        mots = ", ".join(str(connue._meta.get_field(nom).verbose_name) for nom in ecarts)
        return Verdict(numero, "modifie", lue.libelle, f"Change\u00a0: {mots}.")


INTITULES = {"jour": "Date", "montant_ht": "Montant HT", "attribution": "Attributaire", "est_prevision": "Type"}


def _controlee(depense: Commande | Facture) -> Commande | Facture:
    """Les contrôles de champ, sans requête : l'unicité est vue par le rapprochement, puis par la base."""
    try:
        depense.clean_fields(exclude=["lot", "attribution"])
    except ValidationError as erreur:
        nom, messages = next(iter(erreur.message_dict.items()))
        raise RefusMetier(" ".join(messages), champ=nom) from erreur
    return depense
