"""Importer des commandes et des factures d'un tableau déposé ou collé.

Le même tableau deux fois ne change rien. Une pièce déjà connue (même nature, même attributaire, même numéro) dont le
montant ou la date diffère est mise à jour. Une pièce écrite sur plusieurs lignes, une par poste ou par taux, est leur
somme (`piece.py`).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from django.db import transaction

from clauses.fond.socle.acte import controler_champs, exiger_actif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.imports.chaine import Chaine
from clauses.fond.socle.imports.ecriture import Ecriture, Modification
from clauses.fond.socle.imports.origine import Origine, OrigineDeTableau
from clauses.fond.socle.imports.rapport import (
    CREE,
    FUSIONNE,
    INCHANGE,
    MODIFIE,
    LigneRefusee,
    Rapport,
    Verdict,
    phrase_de_changement,
)
from clauses.fond.socle.lecture import Ligne, Tableau, lire_tableau
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_euros
from clauses.suivi.marches.models import Attribution, Commande, Facture, Lot
from clauses.suivi.marches.services.depenses import (
    Effet,
    NatureDepense,
    a_reunir,
    avec_effet,
    exiger_le_meme_attributaire,
    verifier_depense,
)
from clauses.suivi.marches.services.lecture_depenses import (
    CONNUES,
    EXIGEES,
    FACULTATIVES,
    SYNONYMES,
    Cle,
    DepenseLue,
    lecteurs,
    lire_depense,
)
from clauses.suivi.marches.services.piece import Piece

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
    tableau = _ouvrir(source, nom_fichier)
    # Deux imports du même tableau au même instant (double clic) : le second attend, puis n'y trouve rien à changer.
    Lot.objects.select_for_update().get(pk=lot.pk)
    ecriture = Ecriture(par, f"Import de « {nom_fichier} »", (Commande, Facture))
    return avec_effet(lot, ImportDepenses(lot, nature, tableau, ecriture).executer)


class OrigineDeDepenses(OrigineDeTableau):
    """Des pièces, des montants, des entreprises : aucune personne."""

    nomme_des_personnes = False


def origine_de(lot: Lot, source: BinaryIO, nom_fichier: str, nature: NatureDepense) -> Origine:
    """Le tableau, à relire pour le rapport que l'on emporte."""
    return OrigineDeDepenses(_ouvrir(source, nom_fichier), CONNUES, lecteurs(nature, _membres(lot)))


def _ouvrir(source: BinaryIO, nom_fichier: str) -> Tableau:
    return lire_tableau(
        source,
        nom_fichier=nom_fichier,
        entetes_attendues=EXIGEES,
        entetes_facultatives=FACULTATIVES,
        synonymes=SYNONYMES,
        lignes_max=LIGNES_MAX,
        taille_max=TAILLE_MAX,
    )


def _membres(lot: Lot) -> list[Attribution]:
    return list(lot.attributions.actifs().select_related("structure").order_by("role", "pk"))


class ImportDepenses(Chaine[Ligne]):
    """Le rapprochement avec ce qui est connu du lot."""

    intitules = {"jour": "Date", "montant_ht": "Montant HT", "attribution": "Attributaire", "est_prevision": "Type"}

    def __init__(self, lot: Lot, nature: NatureDepense, tableau: Tableau, ecriture: Ecriture) -> None:
        super().__init__(Rapport(tableau.nom_fichier, avertissements=list(tableau.avertissements)), ecriture)
        self.lot, self.nature, self.tableau = lot, nature, tableau
        self.membres = _membres(lot)
        self.pieces: dict[Cle, Piece] = {}
        self.connues: dict[Cle, Commande | Facture] = {}
        self.par_numero: dict[tuple[NatureDepense, str], list[Commande | Facture]] = {}

    def lignes(self) -> Tableau:
        return self.tableau

    def paquets(self) -> Iterator[list[Ligne]]:
        """Un seul : les lignes d'une même pièce peuvent être loin l'une de l'autre."""
        yield list(self.tableau)

    def rapprocher(self, paquet: Sequence[Ligne]) -> None:
        for modele in (Commande, Facture):
            depenses = modele.objects.actifs().filter(lot=self.lot).select_related("attribution__structure")
            for depense in depenses.order_by("jour", "pk"):
                nature = NatureDepense.de(depense)
                self.connues[nature, depense.attribution_id, depense.numero] = depense
                self.par_numero.setdefault((nature, depense.numero), []).append(depense)
        for ligne in paquet:
            with suppress(LigneRefusee):
                lue = self._lire(Cellules(ligne, CONNUES))
                self.pieces.setdefault(lue.cle, Piece()).ajouter(ligne.numero, lue)

    def _lire(self, cellules: Cellules) -> DepenseLue:
        return lire_depense(cellules, self.nature, self.membres)

    def refuser(self, ligne: Ligne, refus: LigneRefusee) -> Verdict:
        return Verdict.refus(ligne.numero, str(ligne.cellules.get("Numéro") or "(sans numéro)")[:80], refus)

    def juger(self, ligne: Ligne) -> Verdict:
        cellules = Cellules(ligne, CONNUES)
        verdict = self._verdict(ligne, self._lire(cellules))
        return verdict._replace(motif=" ".join(filter(None, (verdict.motif, *cellules.remarques))))

    def _verdict(self, ligne: Ligne, lue: DepenseLue) -> Verdict:
        piece = self.pieces[lue.cle]
        piece.exiger_d_accord(ligne.numero, lue)
        verifier_depense(
            self.lot,
            lue.nature,
            jour=lue.jour,
            montant_ht=piece.entiere.montant_ht,
            attribution=lue.attribution,
            est_prevision=lue.est_prevision,
        )
        self._exiger_la_meme(piece.entiere)
        if ligne.numero != piece.premiere:
            return Verdict(ligne.numero, FUSIONNE, lue.libelle, f"Réunie à la ligne {piece.premiere}.")
        return self._rapprochee(ligne.numero, piece.entiere, piece.remarque)

    def _exiger_la_meme(self, lue: DepenseLue) -> None:
        """Lève un refus quand ce numéro est connu sans attributaire (ou avec), ou pour un autre poste."""
        connue = self.connues.get(lue.cle)
        if connue is None:
            exiger_le_meme_attributaire(self.par_numero.get((lue.nature, lue.numero), ()), lue.attribution)
        elif abs(connue.montant_ht) != lue.montant_ht and _autre_poste(connue.objet, lue.objet):
            deja = f"cette pièce est déjà notée pour {en_euros(abs(connue.montant_ht))} HT, « {connue.objet} »."
            raise LigneRefusee("Numéro", lue.numero, deja, a_reunir(connue, lue.montant_ht))

    def _rapprochee(self, numero: int, lue: DepenseLue, remarque: str) -> Verdict:
        connue = self.connues.get(lue.cle)
        if connue is None:
            cles = {"lot": self.lot, "attribution": lue.attribution, "numero": lue.numero}
            self.acter([_controlee(lue.nature.modele(**cles, **lue.valeurs))])
            return Verdict(numero, CREE, lue.libelle, remarque)
        neuf = {nom: valeur for nom, valeur in lue.valeurs.items() if getattr(connue, nom) != valeur}
        if not neuf:
            return Verdict(numero, INCHANGE, lue.libelle, remarque)
        mots = [_changement(connue, nom, valeur) for nom, valeur in neuf.items()]
        for nom, valeur in neuf.items():
            setattr(connue, nom, valeur)
        self.acter((), [Modification(type(connue), connue.pk, _controlee(connue).version, neuf)])
        return Verdict(numero, MODIFIE, lue.libelle, phrase_de_changement(mots, filter(None, [remarque])))


def _autre_poste(connu: str, lu: str) -> bool:
    """Deux objets dits, dont aucun ne contient l'autre : le second poste d'une pièce, plutôt qu'une correction."""
    return bool(connu and lu) and connu not in lu and lu not in connu


def _changement(connue: Commande | Facture, nom: str, valeur: Any) -> str:
    mot = str(connue._meta.get_field(nom).verbose_name)
    if nom != "montant_ht":
        return mot
    return f"{mot.removesuffix(' (€)')} ({en_euros(abs(connue.montant_ht))} → {en_euros(abs(valeur))})"


def _controlee(depense: Commande | Facture) -> Commande | Facture:
    """L'unicité est vue par le rapprochement, puis par la base."""
    return controler_champs(depense, ("lot", "attribution"))
