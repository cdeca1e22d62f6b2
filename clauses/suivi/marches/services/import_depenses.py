"""Importer des commandes et des factures d'un tableau déposé ou collé.

Le même tableau deux fois ne change rien. Une ligne déjà connue (même nature, même attributaire, même numéro) dont le
montant ou la date diffère est mise à jour.
"""

from collections.abc import Sequence
from typing import BinaryIO

from django.db import transaction

from clauses.fond.socle.acte import controler_champs, exiger_actif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.chaine import Chaine
from clauses.fond.socle.imports.ecriture import Ecriture, Modification
from clauses.fond.socle.imports.rapport import (
    CREE,
    INCHANGE,
    MODIFIE,
    LigneRefusee,
    Rapport,
    Verdict,
    phrase_de_changement,
)
from clauses.fond.socle.lecture import Ligne, Tableau, lire_tableau
from clauses.fond.socle.signature import service
from clauses.suivi.marches.models import Commande, Facture, Lot
from clauses.suivi.marches.services.depenses import Effet, NatureDepense, avec_effet, verifier_depense
from clauses.suivi.marches.services.lecture_depenses import (
    CONNUES,
    EXIGEES,
    FACULTATIVES,
    SYNONYMES,
    DepenseLue,
    lire_depense,
)

LIGNES_MAX = 5_000
# L'aperçu rend le fichier à la confirmation dans un champ caché : Django n'en accepte pas plus.
TAILLE_MAX = 1_500_000


@service
def apercevoir_depenses(
    lot: Lot, source: BinaryIO, nom_fichier: str, *, par: Acteur, nature: NatureDepense
) -> tuple[Rapport, Effet]:
    """Ce que donnerait l'import, heures dues comprises : il est joué, puis défait. Rien n'est enregistré."""
    point = transaction.savepoint()
    joue = importer_depenses(lot, source, nom_fichier, par=par, nature=nature)
    transaction.savepoint_rollback(point)
    return joue


@service
def importer_depenses(
    lot: Lot, source: BinaryIO, nom_fichier: str, *, par: Acteur, nature: NatureDepense
) -> tuple[Rapport, Effet]:
    """Enregistre les lignes justes du tableau. `nature` : celle des lignes qui ne la disent pas. Rend le rapport, et
    les heures dues du lot avant et après.

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
    ecriture = Ecriture(par, f"Import de « {nom_fichier} »", (Commande, Facture))
    return avec_effet(lot, ImportDepenses(lot, nature, tableau, ecriture).executer)


class ImportDepenses(Chaine[Ligne]):
    """Le rapprochement avec ce qui est connu du lot."""

    intitules = {"jour": "Date", "montant_ht": "Montant HT", "attribution": "Attributaire", "est_prevision": "Type"}

    def __init__(self, lot: Lot, nature: NatureDepense, tableau: Tableau, ecriture: Ecriture) -> None:
        super().__init__(Rapport(tableau.nom_fichier, avertissements=list(tableau.avertissements)), ecriture)
        self.lot, self.nature, self.tableau = lot, nature, tableau
        self.membres = list(lot.attributions.actifs().select_related("structure").order_by("role", "pk"))
        self.vues: dict[tuple[str, object, str], int] = {}
        self.connues: dict[tuple[str, object, str], Commande | Facture] = {}

    def lignes(self) -> Tableau:
        return self.tableau

    def rapprocher(self, paquet: Sequence[Ligne]) -> None:
        for modele in (Commande, Facture):
            for depense in modele.objects.actifs().filter(lot=self.lot).order_by("jour", "pk"):
                self.connues[modele.__name__, depense.attribution_id, depense.numero] = depense

    def refuser(self, ligne: Ligne, refus: LigneRefusee) -> Verdict:
        return Verdict.refus(ligne.numero, str(ligne.cellules.get("Numéro") or "(sans numéro)")[:80], refus)

    def juger(self, ligne: Ligne) -> Verdict:
        lue = lire_depense(Cellules(ligne, CONNUES), self.nature, self.membres)
        if lue.cle in self.vues:
            deja = f"déjà écrit à la ligne {self.vues[lue.cle]}."
            raise LigneRefusee("Numéro", lue.numero, deja, "Garder une seule de ces lignes.")
        self.vues[lue.cle] = ligne.numero
        verifier_depense(
            self.lot,
            lue.nature,
            jour=lue.jour,
            montant_ht=lue.montant_ht,
            attribution=lue.attribution,
            est_prevision=lue.est_prevision,
        )
        return self._rapprochee(ligne.numero, lue)

    def _rapprochee(self, numero: int, lue: DepenseLue) -> Verdict:
        connue = self.connues.get(lue.cle)
        if connue is None:
            cles = {"lot": self.lot, "attribution": lue.attribution, "numero": lue.numero}
            self.acter([_controlee(lue.nature.modele(**cles, **lue.valeurs))])
            return Verdict(numero, CREE, lue.libelle)
        neuf = {nom: valeur for nom, valeur in lue.valeurs.items() if getattr(connue, nom) != valeur}
        if not neuf:
            return Verdict(numero, INCHANGE, lue.libelle)
        for nom, valeur in neuf.items():
            setattr(connue, nom, valeur)
        self.acter((), [Modification(type(connue), connue.pk, _controlee(connue).version, neuf)])
        mots = [str(connue._meta.get_field(nom).verbose_name) for nom in neuf]
        return Verdict(numero, MODIFIE, lue.libelle, phrase_de_changement(mots))


def _controlee(depense: Commande | Facture) -> Commande | Facture:
    """L'unicité est vue par le rapprochement, puis par la base."""
    return controler_champs(depense, ("lot", "attribution"))
