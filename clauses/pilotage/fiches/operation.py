"""La fiche d'une opération, assemblée une fois selon qui la lit.

L'équipe et l'acheteur lisent tout, l'équipe seule les contacts ; le juriste, ce qui est dû ; le pilote, des agrégats.
Le nombre de requêtes ne dépend pas du nombre de lots.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from clauses.avant.projets.models import Projet
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.composants import Action, Chiffre, Definition, Lien, Page, Ton, Vide
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.valeurs import en_heures, en_pourcent
from clauses.fond.structures.carnet import CHEZ_L_ACHETEUR, Carnet, Partie
from clauses.pilotage.fiches.a_jouer import AJouer, Table
from clauses.pilotage.fiches.attributaires import attributions_des_lots
from clauses.pilotage.fiches.contacts import facilitateur
from clauses.pilotage.fiches.lots import Bloc, Lots
from clauses.suivi.chiffres.attributaires import chiffres_des_attributions
from clauses.suivi.chiffres.cartes import cartes_des_heures_dues, cinq_cartes
from clauses.suivi.chiffres.phrases import heures_dues, phrase_de_l_operation, ton_des_heures
from clauses.suivi.chiffres.trajectoire import OperationSuivie, Trajectoire
from clauses.suivi.declarations.mois_reunis import periodes_pour
from clauses.suivi.marches.models import Attribution, Operation
from clauses.suivi.marches.presentation.operations import rubrique
from regles.typographie import accorder, typographie

AVEC = ("donneur_d_ordre", "facilitateur", "programme", "departement", "porteuse")


@dataclass(frozen=True)
class Fiche(OperationSuivie):
    """L'opération (lue `AVEC` ses relations) au `jour`, vue par `acteur`."""

    acteur: Acteur
    operation: Operation
    jour: date

    @cached_property
    def voit_les_heures(self) -> bool:
        return peut(self.acteur, "bilan.voir")

    @cached_property
    def voit_les_marches(self) -> bool:
        return peut(self.acteur, "marche.voir")

    @cached_property
    def modifie(self) -> bool:
        return peut(self.acteur, "operation.modifier", self.operation) and not self.operation.est_annule

    @property
    def est_en_preparation(self) -> bool:
        """Rien ne s'y exécute encore : ni courbe, ni avancement."""
        return self.operation.etat == Operation.Etat.PREPARATION and not self.chiffres.heures

    @cached_property
    def trajectoire(self) -> Trajectoire:
        """Celle que le lecteur peut lire : sans voir les personnes, les mois de moins de cinq y sont réunis."""
        periodes = periodes_pour(self.acteur, self.operation) if self.voit_les_heures else None
        return replace(super().trajectoire, reunis=periodes.operation) if periodes else super().trajectoire

    @cached_property
    def _attributions(self) -> list[Attribution]:
        """Les attributaires des lots, sous-traitants et annulés compris ; aucun pour qui ne les voit pas."""
        if not self.voit_les_marches:
            return []
        return attributions_des_lots(fiche.lot.pk for fiche in self.chiffres.lots)

    @cached_property
    def attributions(self) -> list[Attribution]:
        return [a for a in self._attributions if not a.est_annule]

    @cached_property
    def carnet(self) -> Carnet:
        return Carnet(self.acteur, [self.operation.donneur_d_ordre_id, *(a.structure_id for a in self.attributions)])

    @cached_property
    def blocs(self) -> list[Bloc]:
        dues = {o.lot_id: o for o in self.chiffres.obligations}
        parts = chiffres_des_attributions(self._attributions, dues) if self.attributions else {}
        lots = Lots(self.chiffres.lots, self.attributions, parts)
        return lots.par_marche(self.acteur, self.operation) if self.voit_les_marches else lots.en_agregats()

    def en_contexte(self) -> dict[str, Any]:
        return {
            "page": self._page(),
            "operation": self.operation,
            "cartes": self._cartes(),
            "notes": self._notes(),
            "a_jouer": self.a_jouer,
            "trajectoire": self.trajectoire if self.voit_les_heures and not self.est_en_preparation else None,
            "blocs": self.blocs,
            "total": self.chiffres if len(self.blocs) == 1 and len(self.chiffres.lots) > 1 else None,
            "voit_les_heures": self.voit_les_heures and not self.est_en_preparation,
            "voit_les_marches": self.voit_les_marches,
            "parties": self._parties(),
            "definitions": self._definitions(),
            "projets": self._projets(),
            "annulable": self.modifie,
            "vide": self._sans_marche(),
        }

    def _page(self) -> Page:
        return rubrique(
            self.acteur,
            self.operation,
            "vue",
            self._phrase(),
            ton=self._ton(),
            actions=self._actions(),
        )

    def _ton(self) -> Ton:
        if not self.voit_les_heures or self.est_en_preparation:
            return "neutre"
        return ton_des_heures(self.chiffres, self.trajectoire)

    def _phrase(self) -> str:
        """LA phrase : ce qui manque et où l'on va ; avant le contrat, ce qui sera demandé."""
        chiffres = self.chiffres
        if self.est_en_preparation and chiffres.engagement:
            lots = accorder(len(chiffres.obligations), "lot")
            return typographie(f"En préparation : {en_heures(chiffres.engagement)} à demander sur {lots}.")
        if not self.voit_les_heures and chiffres.obligations:
            return typographie(f"{heures_dues(chiffres)}.")
        return phrase_de_l_operation(chiffres, self.trajectoire)

    def _actions(self) -> list[Action]:
        """Le prochain acte d'abord ; il est le seul bouton plein de la page."""
        suivant = self.a_jouer.action
        actions = [suivant] if suivant else []
        if self.modifie:
            ajouter = adresse_de("marches:marche_creer", self.operation.pk)
            actions += [
                Action("Ajouter un marché", ajouter, "secondaire" if suivant else "principale", "plus-lg"),
                Action("Modifier", adresse_de("marches:operation_modifier", self.operation.pk)),
            ]
        return actions

    def _cartes(self) -> list[Chiffre]:
        if not self.chiffres.obligations or self.est_en_preparation:
            return []
        if not self.voit_les_heures:
            return cartes_des_heures_dues(self.chiffres, self.jour, lambda _: "")
        cle, ouvre = self.operation.pk, peut(self.acteur, "bilan.lignes", self.operation)
        lignes = adresse_de("bilans:lignes", cle)
        return cinq_cartes(
            self.chiffres,
            self.jour,
            pourquoi=lambda quoi: reverse("bilans:pourquoi", args=[cle, quoi]),
            lignes=lambda quoi: f"{lignes}?{urlencode({'chiffre': quoi})}" if ouvre else "",
        )

    def _notes(self) -> list[str]:
        """Ce que les chiffres ne disent pas seuls."""
        lots, clauses = len(self.chiffres.lots), len(self.chiffres.obligations)
        possible = self.chiffres.du.possible
        notes = []
        if 0 < clauses < lots:
            verbe = "porte" if clauses < 2 else "portent"
            notes.append(f"{accorder(clauses, 'lot')} sur {lots} {verbe} une clause.")
        if possible:
            notes.append(f"{en_heures(possible)} de plus si les options et les reconductions se font.")
        return [typographie(note) for note in notes]

    @cached_property
    def a_jouer(self) -> AJouer:
        table = Table(self.acteur, self.chiffres.lots, {a.pk: a for a in self.attributions}, self.jour)
        siens, autres = table.circuits(self.operation)
        if not siens and not autres:
            siens = table.preparation(self.operation)
        return table.a_jouer(
            self.carnet,
            str(self.operation.porteuse),
            voit_les_heures=self.voit_les_heures,
            siens=siens,
            autres=autres,
        )

    def _parties(self) -> list[Partie]:
        """Chacun et ses contacts ; sans droit de les voir, le facilitateur, que tous peuvent joindre."""
        du_marche = facilitateur(self.operation.facilitateur, self.operation.porteuse)
        if not self.carnet.est_ouvert:
            return [du_marche]
        directes = [a.structure for a in self.attributions if a.role != Attribution.Role.SOUS_TRAITANT]
        entreprises = {s.pk: s for s in sorted(directes, key=lambda s: (cle_de_tri(s.nom), s.pk))}
        return [
            self.carnet.partie("Donneur d'ordre", self.operation.donneur_d_ordre, CHEZ_L_ACHETEUR),
            *(self.carnet.partie("Attributaire", structure) for structure in entreprises.values()),
            du_marche,
        ]

    def _definitions(self) -> list[Definition]:
        operation, programme = self.operation, self.operation.programme
        ecoule = self.trajectoire.temps_ecoule if self.voit_les_heures else None
        return [
            Definition("État", operation.get_etat_display()),
            Definition("Donneur d'ordre", operation.donneur_d_ordre.nom),
            *([Definition("Temps écoulé", en_pourcent(ecoule, decimales=0))] if ecoule is not None else []),
            Definition("Programme", programme.nom if programme else "", url=fiche_de(programme) if programme else ""),
            Definition("Commune", operation.commune),
            Definition("Département", str(operation.departement or "")),
            Definition("Opération ANRU", "oui" if operation.est_anru else "non"),
            Definition("Description", operation.description),
        ]

    def _projets(self) -> list[Lien]:
        """D'où elle vient : les fiches projet dont elle est née."""
        if not peut(self.acteur, "projet.voir"):
            return []
        projets = Projet.objects.visibles_par(self.acteur).actifs().filter(operation=self.operation)
        return [Lien(projet.nom, fiche_de(projet)) for projet in projets.order_by("tri", "pk")]

    def _sans_marche(self) -> Vide:
        if not self.modifie or not peut(self.acteur, "marche.creer"):
            return Vide("Aucun marché à montrer")
        acte = Action("Ajouter un marché", adresse_de("marches:marche_creer", self.operation.pk))
        if not peut(self.acteur, "marche.importer"):
            return Vide("Aucun marché", "Saisissez-le.", action=acte)
        importer = Action("Importer ses données essentielles", adresse_de("marches:importer"), style="discrete")
        return Vide(
            "Aucun marché", "Saisissez-le, ou importez-le de ses données essentielles.", action=acte, autre=importer
        )
