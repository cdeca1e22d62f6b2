"""À qui de jouer, et ce qui est en retard : sur une opération ou sur un lot, selon qui lit.

Les mois se groupent : « Valider octobre : 3 lots, 518 h », « 4 mois, de juillet à octobre », jamais un par ligne.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from clauses.avant.circuit.attentes import attentes as pieces_en_attente
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.attentes import Attente
from clauses.fond.socle.composants import Action
from clauses.fond.socle.valeurs import en_date_longue, en_heures, en_mois
from clauses.fond.structures.carnet import Carnet, Interlocuteur
from clauses.pilotage.tableaux.preparations import prochains_actes
from clauses.suivi.chiffres.cinq_chiffres import ChiffresDuLot
from clauses.suivi.chiffres.retards import MoisAValider, MoisEnRetard, mois_a_valider, mois_en_retard
from clauses.suivi.declarations.attentes import a_transmettre
from clauses.suivi.declarations.attentes_a_valider import DELAI_DE_VALIDATION
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion, DeclarationMensuelle
from clauses.suivi.declarations.retards import verbe
from clauses.suivi.declarations.services.ouverture import restent_a_ouvrir
from clauses.suivi.marches.models import Attribution, Lot, Operation
from regles.typographie import accorder, majuscule

RIEN = "Rien n'est attendu de personne\u00a0: aucun mois en retard, aucun mois à valider."
LES_MOIS_S_OUVRENT = "Les mois à déclarer s'ouvrent\u00a0: rechargez cette page dans un instant."


@dataclass(frozen=True)
class Coup:
    """Une chose attendue de quelqu'un. `chez` : qui doit jouer, vide quand c'est le lecteur."""

    attente: Attente
    delai: str
    chez: str = ""
    contacts: Sequence[Interlocuteur] = ()


@dataclass(frozen=True)
class AJouer:
    """Ce qui attend le lecteur, ce qui attend les autres."""

    a_vous: Sequence[Coup] = ()
    ailleurs: Sequence[Coup] = ()
    rien: str = ""  # ce qui se dit quand rien n'attend personne

    @property
    def action(self) -> Action | None:
        """Le premier acte du lecteur, en bouton."""
        premier = next((c.attente for c in self.a_vous if c.attente.url), None)
        return Action(premier.acte, premier.url, style="principale") if premier else None


class Table:
    """Ce qui est en jeu sur ces lots : les chiffres lus, les attributions, les mois."""

    def __init__(
        self, acteur: Acteur, lots: Sequence[ChiffresDuLot], attributions: Mapping[UUID, Attribution], jour: date
    ) -> None:
        self.acteur, self.jour, self.attributions = acteur, jour, attributions
        self.lots = {fiche.lot.pk: fiche for fiche in lots}
        self.valide = peut(acteur, "declarationmensuelle.valider")
        self.nomme = peut(acteur, "attribution.voir")

    def _coup(self, attente: Attente, chez: str = "", contacts: Sequence[Interlocuteur] = ()) -> Coup:
        return Coup(attente, attente.delai(self.jour), chez, contacts)

    def a_jouer(
        self,
        carnet: Carnet,
        porteuse: str,
        *,
        voit_les_heures: bool,
        siens: Sequence[Coup] = (),
        autres: Sequence[Coup] = (),
    ) -> AJouer:
        """Tout ce qui attend. `siens` et `autres` : ce qui attend avant le contrat, devant et derrière le reste."""
        validations = self.validations(porteuse=porteuse) if voit_les_heures else []
        retards = self.retards(carnet) if voit_les_heures else []
        a_vous = [*self.clauses(), *self.attributaires(), *(c for c in validations if not c.chez), *self.jugements()]
        return self.reunir([*siens, *a_vous], [*retards, *(c for c in validations if c.chez), *autres])

    def reunir(self, a_vous: Sequence[Coup], ailleurs: Sequence[Coup]) -> AJouer:
        """Tant que les mois d'un lot s'ouvrent, on ne sait pas encore ce qui est attendu."""
        if a_vous or ailleurs:
            return AJouer(a_vous, ailleurs)
        return AJouer(rien=LES_MOIS_S_OUVRENT if restent_a_ouvrir(self.lots, self.jour) else RIEN)

    def siens(self) -> list[Coup]:
        """Les mois que le lecteur, une entreprise, doit sur ce lot, échus ou non."""
        mois = a_transmettre(self.acteur, self.jour, lots=self.lots)
        return [
            self._coup(replace(m, objet="", detail=m.detail if m.acte.startswith("Corriger") else "")) for m in mois
        ]

    def preparation(self, operation: Operation) -> list[Coup]:
        """Avant le contrat, l'acte qui fait avancer la consultation, pour qui rédige."""
        if operation.etat != Operation.Etat.PREPARATION or not peut(self.acteur, "piece.rediger"):
            return []
        acte = prochains_actes(self.acteur, [operation]).get(operation.pk)
        if acte is None or not acte.url:
            return []
        mots = "la consultation se prépare"
        return [
            self._coup(Attente(acte.libelle, "", "", self.jour, acte.url, "Ouvrir", est_en_retard=False, mots=mots))
        ]

    def clauses(self) -> list[Coup]:
        """Les lots notifiés dont la clause n'est pas écrite : rien ne peut s'y compter."""
        nus = [f.lot for f in self.lots.values() if f.attend_sa_clause]
        if not nus or not peut(self.acteur, "clause.modifier"):
            return []
        attente = Attente(
            acte="Écrire la clause",
            objet=self._lesquels(nus),
            detail="rien ne peut s'y compter sans elle",
            depuis=min(lot.marche.date_notification for lot in nus),
            url=adresse_de("marches:clause_saisir", nus[0].pk),
            bouton="Écrire la clause",
            est_en_retard=False,
        )
        return [self._coup(attente)]

    def attributaires(self) -> list[Coup]:
        """Les lots notifiés dont on ne sait pas qui les exécute : aucun mois ne s'y ouvre."""
        connus = {a.lot_id for a in self.attributions.values()}
        nus = [f.lot for f in self.lots.values() if f.lot.pk not in connus and f.lot.marche.date_notification]
        if not nus or not peut(self.acteur, "attribution.modifier"):
            return []
        attente = Attente(
            acte="Renseigner l'attributaire",
            objet=self._lesquels(nus),
            detail="aucun mois ne s'ouvre sans lui",
            depuis=min(lot.marche.date_notification for lot in nus),
            url=adresse_de("marches:attribuer", nus[0].pk),
            bouton="Renseigner",
            est_en_retard=False,
        )
        return [self._coup(attente)]

    def _lesquels(self, lots: Sequence[Lot]) -> str:
        if len(self.lots) == 1:
            return ""
        return str(lots[0]) if len(lots) == 1 else f"{len(lots)} lots sur {len(self.lots)}"

    def circuits(self, operation: Operation) -> tuple[list[Coup], list[Coup]]:
        """(à vous, chez les autres) : les pièces de la consultation, là où elles attendent."""
        pieces = pieces_en_attente(self.acteur, self.jour, [operation])
        coups = [(p.chez == "moi", self._circuit(p, operation, seul=len(pieces) == 1)) for p in pieces]
        return [c for a_moi, c in coups if a_moi], [c for a_moi, c in coups if not a_moi]

    def _circuit(self, piece: Attente, operation: Operation, *, seul: bool) -> Coup:
        """La page dit déjà l'opération, et le marché quand il est seul."""
        connus = {operation.nom, piece.qui}
        reste = " · ".join(morceau for morceau in piece.detail.split(" · ") if morceau not in connus)
        attente = replace(piece, objet="" if seul else piece.objet, detail=reste)
        return self._coup(attente, chez=majuscule(piece.qui))

    def validations(self, attribution: UUID | None = None, porteuse: str = "") -> list[Coup]:
        """Les mois transmis : à l'équipe de les valider ; pour les autres, chez la structure porteuse."""
        dit = self.valide or attribution is not None  # un acheteur ne lit pas les heures d'un mois à part
        return [self._validation(m, porteuse, dit_les_heures=dit) for m in mois_a_valider(self.lots, attribution)]

    def _validation(self, m: MoisAValider, porteuse: str, *, dit_les_heures: bool) -> Coup:
        recu = timezone.localdate(m.depuis) if m.depuis else self.jour
        limite = recu + DELAI_DE_VALIDATION
        lots = accorder(m.lots, "lot") if len(self.lots) > 1 else ""
        heures = en_heures(m.heures) if m.heures else "aucune heure"
        attente = Attente(
            acte=f"Valider {en_mois(m.mois)}",
            objet=", ".join(filter(None, (lots, heures if dit_les_heures else ""))),
            detail=self._apres_resiliation(m.mois),
            depuis=limite,
            url=fiche_de(DeclarationMensuelle, m.declarations[0]) if self.valide else "",
            bouton="Valider…",
            est_en_retard=limite < self.jour,
        )
        return self._coup(attente, chez="" if self.valide else porteuse)

    def _apres_resiliation(self, mois: date) -> str:
        """« après la résiliation du 30 septembre 2026 », quand tous les lots l'étaient avant ce mois."""
        resiliations = [fiche.obligation.resilie_le if fiche.obligation else None for fiche in self.lots.values()]
        connues = [le for le in resiliations if le is not None and le < mois]
        if len(connues) < len(resiliations):
            return ""
        return f"après la résiliation du {en_date_longue(max(connues))}"

    def jugements(self) -> list[Coup]:
        """Les personnes sous contrat dont l'éligibilité n'est pas prononcée."""
        if not peut(self.acteur, "eligibilite.prononcer"):
            return []
        affectes = AffectationLot.objects.actifs().filter(lot__in=self.lots).order_by().values("contrat_id")
        contrats = (
            ContratInsertion.objects.visibles_par(self.acteur)
            .actifs()
            .filter(pk__in=affectes)
            .a_juger()
            .select_related("participant")
            .only("date_debut", "participant__nom", "participant__prenom")
            .order_by("date_debut", "pk")
        )
        personnes = {contrat.participant_id for contrat in contrats}
        if not personnes:
            return []
        premier = contrats[0]
        attente = Attente(
            acte="Prononcer l'éligibilité",
            objet=str(premier.participant) if len(personnes) == 1 else f"{len(personnes)} personnes",
            detail="leurs heures ne peuvent pas compter" if len(personnes) > 1 else "ses heures ne peuvent pas compter",
            depuis=premier.date_debut,
            url=fiche_de(premier.participant),
            bouton="Ouvrir la fiche" if len(personnes) == 1 else f"Commencer par {premier.participant}",
            est_en_retard=premier.date_debut < self.jour,
        )
        return [self._coup(attente)]

    def retards(self, carnet: Carnet) -> list[Coup]:
        """Les mois échus que les attributaires n'ont pas transmis, un coup par attributaire et par lot."""
        manquants = mois_en_retard(self.lots, self.jour)
        return [self._retard(m, carnet) for m in manquants] if self.nomme else self._en_nombre(manquants)

    def _retard(self, m: MoisEnRetard, carnet: Carnet) -> Coup:
        structure = self.attributions[m.attribution_id].structure
        en_retard = urlencode({"etat": "en_retard", "q": structure.nom})
        attente = Attente(
            acte=f"{m.verbe} {m.en_mots}",
            objet=str(self.lots[m.lot_id].lot) if len(self.lots) > 1 else "",
            detail="",
            depuis=m.depuis,
            url=f"{adresse_de('declarations:liste')}?{en_retard}" if self.valide else "",
            bouton="Voir les mois",
            est_en_retard=True,
        )
        return self._coup(attente, chez=structure.nom, contacts=carnet.chez(structure.pk)[:1])

    def _en_nombre(self, manquants: Sequence[MoisEnRetard]) -> list[Coup]:
        """Pour qui ne lit que des agrégats : combien de mois, sans nommer personne."""
        if not manquants:
            return []
        combien, lots = sum(m.nombre for m in manquants), len({m.lot_id for m in manquants})
        attente = Attente(
            acte=f"{verbe(combien, sum(m.renvoyes for m in manquants))} {accorder(combien, 'mois', 'mois')}",
            objet=f"sur {accorder(lots, 'lot')}",
            detail="",
            depuis=min(m.depuis for m in manquants),
            url="",
            bouton="",
            est_en_retard=True,
        )
        return [self._coup(attente, chez="Les attributaires")]
