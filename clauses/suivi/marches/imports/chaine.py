"""La chaîne d'un import, par paquets : un enregistrement refusé ne perd jamais les autres.

Deux cents enregistrements à la fois sont rapprochés de la base en quatre requêtes, puis pesés, puis, si l'on
applique, écrits. La mémoire ne garde que le rapport et, pour un aperçu, l'instantané de chaque marché.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from clauses.fond.socle.erreurs import RefusMetier
from clauses.suivi.marches.decp import Avis, Refus
from clauses.suivi.marches.imports.brouillon import Brouillon, Redaction, notes_sur_les_parts
from clauses.suivi.marches.imports.ecriture import Ecriture, RefusDeLaBase
from clauses.suivi.marches.imports.instantane import Instantane, en_mots, instantane
from clauses.suivi.marches.imports.rapport import LigneImport, Rapport, ligne_de_l_avis, ligne_du_refus
from clauses.suivi.marches.imports.repertoire import Repertoire
from clauses.suivi.marches.models import Marche, Operation

PAQUET = 200
_REMEDE = "Créer ce marché à la main, ou corriger le fichier."


@dataclass(frozen=True)
class Choix:
    """Ce que l'on retient du fichier. `uids` à `None` : tout. Les refus du lecteur sont toujours rapportés."""

    seulement_clause_sociale: bool = False
    uids: frozenset[str] | None = None

    def retient(self, avis: Avis) -> bool:
        if self.uids is not None and avis.uid not in self.uids:
            return False
        return avis.a_clause_sociale or not self.seulement_clause_sociale


TOUT = Choix()


class Chaine:
    """Un import chez une porteuse. `ecrire=False` : rien n'est écrit, les verdicts sont ceux que l'on aurait."""

    def __init__(
        self,
        porteuse_id: UUID,
        *,
        ecrire: bool,
        choix: Choix,
        operation: Operation | None = None,
        facilitateur_id: UUID | None = None,
    ) -> None:
        self.porteuse_id, self.ecrire, self.choix = porteuse_id, ecrire, choix
        self.redaction = Redaction(porteuse_id, Repertoire(porteuse_id), operation, facilitateur_id)
        self.ecriture = Ecriture(self.redaction)
        self.connus: dict[str, Marche] = {}
        self.vus: dict[str, Instantane] = {}
        self.lignes: list[LigneImport] = []
        self.en_attente: list[tuple[int, Brouillon]] = []

    def executer(self, resultats: Iterator[Avis | Refus]) -> Rapport:
        rapport = Rapport()
        while paquet := list(islice(resultats, PAQUET)):
            retenus = [r for r in paquet if isinstance(r, Refus) or self.choix.retient(r)]
            rapport.ecartes += len(paquet) - len(retenus)
            self._charger([r for r in retenus if isinstance(r, Avis)])
            for resultat in retenus:
                ligne = ligne_du_refus(resultat) if isinstance(resultat, Refus) else self._traiter(resultat)
                self.lignes.append(ligne)
            self._ecrire_les_brouillons()
            for ligne in self.lignes:
                rapport.noter(ligne)
        return rapport

    def _charger(self, avis: list[Avis]) -> None:
        self.lignes, self.en_attente = [], []
        self.redaction.repertoire.charger(avis)
        self.redaction.charger(avis)
        self.ecriture.nouveau_paquet()
        marches = Marche.objects.filter(porteuse_id=self.porteuse_id, uid_decp__in=[a.uid for a in avis])
        self.connus = {m.uid_decp: m for m in marches.select_related("operation").order_by("pk")}

    def _traiter(self, avis: Avis) -> LigneImport:
        ligne = ligne_de_l_avis(avis)
        ligne = ligne.vers("cree", notes=(*notes_sur_les_parts(avis), *ligne.notes))
        try:
            return self._peser(avis, ligne)
        except RefusMetier as refus:
            return ligne.vers("refuse", refus.message, champ=refus.champ or "")
        except RefusDeLaBase as erreur:
            return ligne.vers("refuse", _en_francais(erreur), remede=_REMEDE)

    def _peser(self, avis: Avis, ligne: LigneImport) -> LigneImport:
        vu = instantane(avis)
        marche = self.connus.get(avis.uid)
        if marche is not None and marche.est_annule:
            motif = f"Marché annulé chez vous\u00a0: {marche.motif_annulation}"
            return ligne.vers("inchange", motif, marche=str(marche.pk))
        avant = self.vus.get(avis.uid) or (marche.donnees_decp if marche else None)
        if avant is None:
            return self._rediger(avis, vu, ligne)
        changements = en_mots(avant, vu)
        if changements:
            self._mettre_a_jour(avis, vu, marche)
        return ligne.vers(
            "modifie" if changements else "inchange", changements, marche=str(marche.pk) if marche else ""
        )

    def _rediger(self, avis: Avis, vu: Instantane, ligne: LigneImport) -> LigneImport:
        brouillon = self.redaction.rediger(avis, vu)
        if not self.ecrire:
            self.vus[avis.uid] = vu
            return ligne
        self.en_attente.append((len(self.lignes), brouillon))
        self.connus[avis.uid] = brouillon.marche
        return ligne.vers("cree", marche=str(brouillon.marche.pk))

    def _mettre_a_jour(self, avis: Avis, vu: Instantane, marche: Marche | None) -> None:
        if not self.ecrire or marche is None:
            self.vus[avis.uid] = vu
            return
        self._ecrire_les_brouillons()
        try:
            self.ecriture.mettre_a_jour(marche, avis, vu)
        except Exception:
            del self.connus[avis.uid]  # ce que la base a défait ne survit pas en mémoire
            raise

    def _ecrire_les_brouillons(self) -> None:
        """Écrit ce qui attend ; une ligne que la base refuse change de sort."""
        refus = self.ecriture.inserer([brouillon for _, brouillon in self.en_attente])
        for (rang, brouillon), erreur in zip(self.en_attente, refus, strict=True):
            if erreur is not None:
                self.connus.pop(brouillon.marche.uid_decp, None)
                self.lignes[rang] = self.lignes[rang].vers("refuse", _en_francais(erreur), remede=_REMEDE, marche="")
        self.en_attente = []


def _en_francais(erreur: Exception) -> str:
    """La contrainte violée, par son message français quand le modèle en a un."""
    cause = getattr(erreur.__cause__, "diag", None)
    nom = getattr(cause, "constraint_name", None) or ""
    for contrainte in Marche._meta.constraints:
        if contrainte.name == nom:
            return str(contrainte.violation_error_message)
    return f"La base refuse ce marché ({nom or type(erreur).__name__})."
