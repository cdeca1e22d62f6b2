"""La chaîne d'un import de marchés : deux cents enregistrements à la fois, rapprochés de la base en sept requêtes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clauses.fond.socle.imports.chaine import Chaine
from clauses.fond.socle.imports.ecriture import Ecriture
from clauses.fond.socle.imports.questions import ADire, Reponses
from clauses.fond.socle.imports.rapport import (
    A_CONFIRMER,
    CREE,
    INCHANGE,
    MODIFIE,
    RIEN,
    LigneRefusee,
    Rapport,
    Verdict,
)
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.decp import Avis, Refus
from clauses.suivi.marches.imports.brouillon import Redaction, notes_sur_les_parts
from clauses.suivi.marches.imports.instantane import (
    Instantane,
    argent_ajoute,
    en_mots,
    est_anterieur,
    instantane,
    reunir,
)
from clauses.suivi.marches.imports.mise_a_jour import MiseAJour
from clauses.suivi.marches.imports.ouvertures import OUVRE, dire_les_entreprises, dire_un_marche
from clauses.suivi.marches.imports.rapprochement import Connus, Rapproche, voisins
from clauses.suivi.marches.imports.repertoire import Repertoire, nom_de
from clauses.suivi.marches.models import Attribution, EvenementMarche, Lot, Marche, Operation
from clauses.suivi.marches.models.evenement import sans_lot
from regles.typographie import typographie

ORDRE = (Structure, Operation, Marche, Lot, Attribution, EvenementMarche)
PLUS_ANCIENNE = "Publication plus ancienne que celle déjà reprise."
REMEDE = "Créer ce marché à la main, ou corriger le fichier."
TITULAIRES_GARDES = 10
NOTES_GARDEES = 10
LIGNES_GARDEES = 20_000  # et tous les refus


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


class ChaineDeMarches(Chaine[Avis | Refus]):
    """Les marchés d'un fichier, chez une porteuse. Sans `ecriture`, les verdicts sont ceux que l'on aurait."""

    paquet = 200
    ouvre = OUVRE

    def __init__(
        self,
        porteuse_id: UUID,
        nom_fichier: str,
        resultats: Iterable[Avis | Refus],
        *,
        choix: Choix = TOUT,
        ecriture: Ecriture | None = None,
        operation: Operation | None = None,
        facilitateur_id: UUID | None = None,
        reponses: Mapping[str, str] = RIEN,
    ) -> None:
        super().__init__(Rapport(nom_fichier, au_plus=LIGNES_GARDEES), ecriture, Reponses(reponses))
        self.rapport.totaux[A_CONFIRMER] = 0
        self.porteuse_id, self.resultats, self.choix = porteuse_id, resultats, choix
        self.redaction = Redaction(porteuse_id, Repertoire(porteuse_id, self.reponses), operation, facilitateur_id)
        self.mise_a_jour = MiseAJour(self.redaction)
        self.connus = Connus(porteuse_id)
        self.vus: dict[str, Instantane] = {}  # ce qui est lu, et que la base n'a pas encore

    def lignes(self) -> Iterable[Avis | Refus]:
        for resultat in self.resultats:
            if isinstance(resultat, Refus) or self.choix.retient(resultat):
                yield resultat
            else:
                self.rapport.ecartes += 1

    def paquets(self) -> Iterator[list[Avis | Refus]]:
        """Un marché n'est qu'une fois dans un paquet : publié deux fois (ou sous l'ordre d'une modification), le second
        se compare à ce qui est écrit."""
        paquet, reperes = list[Avis | Refus](), set[str]()
        for resultat in self.lignes():
            siens = _reperes(resultat) if isinstance(resultat, Avis) else set[str]()
            if len(paquet) == self.paquet or siens & reperes:
                yield paquet
                paquet, reperes = [], set()
            paquet.append(resultat)
            reperes |= siens
        if paquet:
            yield paquet

    def rapprocher(self, paquet: Sequence[Avis | Refus]) -> None:
        avis = [resultat for resultat in paquet if isinstance(resultat, Avis)]
        self.redaction.repertoire.charger(avis)
        self.redaction.charger(avis)
        self.connus.charger(avis)
        if self.ecriture is not None:
            self.vus = {}  # le paquet d'avant est écrit
        self.mise_a_jour.charger(self.connus.marches)

    def refuser(self, ligne: Avis | Refus, refus: LigneRefusee) -> Verdict:
        if isinstance(ligne, Refus):
            details = {"uid": _en_morceaux(ligne.uid)} if ligne.uid else {}
            return Verdict.refus(ligne.rangs[0] if ligne.rangs else 0, "", refus, details)
        question = refus.details if isinstance(refus, ADire) else {}
        return Verdict.refus(ligne.rangs[0], ligne.objet[:160], refus, {**details_de(ligne), **question})

    def juger(self, ligne: Avis | Refus) -> Verdict:
        if isinstance(ligne, Refus):
            raise LigneRefusee(ligne.champ, ligne.valeur, ligne.motif, ligne.remede)
        trouve = self.connus.trouver(ligne, self.vus)
        avis, marche, avant = trouve.avis, trouve.marche, trouve.avant
        vu = instantane(avis)
        if marche is not None and marche.est_annule:
            motif = f"Marché annulé chez vous\u00a0: {marche.motif_annulation}"
            return _verdict(ligne, INCHANGE, motif, marche)
        if avant is None:
            return self._creer(ligne, trouve, vu)
        ancienne = PLUS_ANCIENNE if est_anterieur(vu, avant) else ""
        vu = reunir(vu, avant)
        if not (changements := en_mots(avant, vu)):
            return _verdict(ligne, INCHANGE, ancienne, marche)
        if marche is not None:
            marche.donnees_decp = avant  # ce que l'aperçu a déjà lu, faute de l'écrire
            self.redaction.repertoire.commencer()
            creations, modifications = self.mise_a_jour.preparer(marche, avis, vu)
            modifications += self.redaction.repertoire.completees()
            self.acter(creations, modifications, dire_les_entreprises)
        if self.ecriture is None or marche is None:
            self.vus[avis.uid] = vu
        return _verdict(
            ligne, MODIFIE, " ".join(filter(None, (changements, self._a_repartir(marche, avant, vu)))), marche
        )

    def _a_repartir(self, marche: Marche | None, avant: Instantane, vu: Instantane) -> str:
        """L'argent d'un avenant qu'aucun des lots du marché ne prend : un avis ne dit pas lequel."""
        lots = len(self.mise_a_jour.lots[marche.pk]) if marche else 1
        ajoute = argent_ajoute(avant, vu)
        return sans_lot(ajoute, lots) if ajoute and lots > 1 else ""

    def _creer(self, ligne: Avis, trouve: Rapproche, vu: Instantane) -> Verdict:
        self.redaction.repertoire.commencer()
        brouillon = self.redaction.rediger(trouve.avis, vu)
        remarque = " ".join(filter(None, (typographie(trouve.remarque), *self.redaction.repertoire.remarques)))
        completees = self.redaction.repertoire.completees()
        self.acter(brouillon.objets(self.redaction.neufs), completees, lambda neuves: dire_un_marche(neuves, brouillon))
        self.vus[trouve.avis.uid] = vu
        return _verdict(ligne, CREE, remarque, brouillon.marche if self.ecriture is not None else None)


def _reperes(avis: Avis) -> set[str]:
    """Ce qui désigne ce marché ; modifié, aussi les numéros que ses autres publications ont pu porter."""
    return {avis.uid, *(voisins(avis) if avis.modifications else ())}


def _en_morceaux(uid: str) -> list[str]:
    """L'identifiant d'un marché public, que le rapport garde entier : d'un seul tenant, certains ont la forme d'un
    numéro de sécurité sociale, et y seraient masqués."""
    return [uid[debut : debut + 10] for debut in range(0, len(uid), 10)]


def uid_de(verdict: Verdict) -> str:
    """L'identifiant du marché de cette ligne, ou rien."""
    return "".join(verdict.details.get("uid", ""))


def details_de(avis: Avis, marche: Marche | None = None) -> dict[str, Any]:
    """Ce que l'écran montre du marché, et ce par quoi on le choisit ; sans ce qui est vide."""
    details = {
        "uid": _en_morceaux(avis.uid),
        "acheteur": avis.acheteur_nom[:80] or avis.acheteur_siret,
        "titulaires": [(t.nom or t.siret or nom_de(t))[:80] for t in avis.titulaires[:TITULAIRES_GARDES]],
        "montant_ht": "" if avis.montant_ht is None else str(avis.montant_ht),
        "date": avis.date_notification.isoformat() if avis.date_notification else "",
        "a_clause": avis.a_clause_sociale,
        "notes": [*notes_sur_les_parts(avis), *(str(a) for a in avis.avertissements[:NOTES_GARDEES])],
        "marche": str(marche.pk) if marche else "",
    }
    return {nom: valeur for nom, valeur in details.items() if valeur}


def _verdict(avis: Avis, issue: Any, motif: str = "", marche: Marche | None = None) -> Verdict:
    return Verdict(avis.rangs[0], issue, avis.objet[:160], motif, details=details_de(avis, marche))
