"""La fiche d'un lot, assemblée une fois selon qui la lit.

L'équipe et l'acheteur lisent tout ; le juriste, ce qui est dû ; une entreprise du lot, sa part et les heures des
siens, jamais celles des autres ni l'argent ; un employeur, les heures de ses salariés.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import cached_property

from clauses.fond.habilitations.capacites import peut
from clauses.fond.habilitations.places import actes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.composants import Action, Chiffre, Definition, Lien, Page
from clauses.fond.socle.valeurs import en_date, en_heures
from clauses.fond.structures.carnet import CHEZ_L_ACHETEUR, Carnet, Partie
from clauses.pilotage.fiches.a_jouer import AJouer, Table
from clauses.pilotage.fiches.attributaires import Noeud, arbre, attributions_des_lots, sans_attributaire
from clauses.pilotage.fiches.contacts import facilitateur
from clauses.suivi.chiffres.attributaires import ChiffresDeLAttribution, chiffres_des_attributions
from clauses.suivi.chiffres.cartes import cartes_des_heures_dues, cartes_des_heures_faites
from clauses.suivi.chiffres.cinq_chiffres import ChiffresDuLot, CinqChiffres, Heures
from clauses.suivi.chiffres.phrases import heures_dues, heures_faites, phrase_des_heures, phrase_du_lot, ton_des_heures
from clauses.suivi.chiffres.trajectoire import Trajectoire, suivre_le_lot
from clauses.suivi.declarations.models import LigneHeures
from clauses.suivi.declarations.mois_reunis import periodes_pour
from clauses.suivi.marches.models import Attribution, Clause, EvenementMarche, Lot, Marche
from clauses.suivi.marches.onglets import fil_operation
from clauses.suivi.marches.presentation import lots as presentation
from clauses.suivi.marches.presentation.commun import a_repartir, etapes, montant_en_mots
from clauses.suivi.marches.situation import Situation, situation
from clauses.suivi.marches.versions import clause_du
from regles.typographie import typographie

AVEC = ("marche__operation__donneur_d_ordre", "marche__operation__facilitateur", "marche__porteuse")


class HeuresDeLEmployeur(CinqChiffres):
    """Les heures de ses salariés sur le lot ; il ne doit rien par lui-même."""

    du = None

    def __init__(self, heures: Heures) -> None:
        self.heures = heures


@dataclass(frozen=True)
class Fiche:
    """Le lot (lu `AVEC` ses relations) au `jour`, vu par `acteur`."""

    acteur: Acteur
    lot: Lot
    jour: date

    @cached_property
    def _attributions(self) -> list[Attribution]:
        """Les attributaires, sous-traitants et annulés compris."""
        return attributions_des_lots([self.lot.pk])

    @cached_property
    def attributions(self) -> list[Attribution]:
        return [a for a in self._attributions if not a.est_annule]

    @cached_property
    def vu(self) -> presentation.Regard:
        return presentation.regard(self.acteur, self.lot, self.attributions)

    @cached_property
    def voit_les_heures(self) -> bool:
        return peut(self.acteur, "lot.heures", self.lot) and not self.est_en_preparation

    @cached_property
    def est_en_preparation(self) -> bool:
        """Le marché n'est pas notifié : rien ne s'exécute, rien n'est en retard."""
        return self.lot.marche.etat == Marche.Etat.PREPARE and not self.du_lot.heures

    @cached_property
    def _clauses(self) -> list[Clause]:
        """Les versions de la clause, de la première à la dernière, pour qui les voit."""
        versions = self.lot.clauses.actifs().select_related("facilitateur").order_by("rang")
        return list(versions) if self.vu.voit_la_clause else []

    @cached_property
    def clause(self) -> Clause | None:
        """Celle qui vaut au jour de la fiche."""
        return clause_du(self.jour, self._clauses) if self._clauses else None

    @cached_property
    def _suivi(self) -> tuple[ChiffresDuLot, Trajectoire]:
        return suivre_le_lot(self.lot, self.jour)

    @property
    def du_lot(self) -> ChiffresDuLot:
        return self._suivi[0]

    @property
    def trajectoire(self) -> Trajectoire:
        return self._suivi[1]

    def _trajectoire_lisible(self) -> Trajectoire:
        """La courbe que le lecteur peut lire : les mois des personnes qu'il n'a pas à voir y sont réunis."""
        seul = self.lot if self.vu.sienne else None  # une entreprise ne lit que ce lot
        periodes = periodes_pour(self.acteur, self.lot.marche.operation, seul)
        return replace(self.trajectoire, reunis=periodes.parts) if periodes else self.trajectoire

    @cached_property
    def parts(self) -> dict[UUID, ChiffresDeLAttribution]:
        du = self.du_lot.obligation
        return chiffres_des_attributions(self._attributions, {self.lot.pk: du} if du else {})

    @cached_property
    def est_tout_a_lui(self) -> bool:
        """Le lecteur lit les chiffres du lot entier : l'équipe, l'acheteur, ou le seul attributaire direct."""
        sienne = self.vu.sienne
        if sienne is None:
            return self.vu.voit_les_autres
        return presentation.est_seul(self.attributions) and sienne.role != Attribution.Role.SOUS_TRAITANT

    @cached_property
    def chiffres(self) -> CinqChiffres:
        """Les chiffres du lecteur : ceux du lot, de sa part, ou les heures de ses salariés."""
        if self.est_tout_a_lui:
            return self.du_lot
        if self.vu.sienne is not None:
            return self.parts[self.vu.sienne.pk]
        lignes = LigneHeures.objects.visibles_par(self.acteur).actifs().filter(lot=self.lot)
        sommes = [Heures.de(ligne) for ligne in lignes.additionnees("lot_id")]
        return HeuresDeLEmployeur(sum(sommes, Heures()))

    @cached_property
    def evenements(self) -> list[EvenementMarche]:
        return list(self.lot.marche.evenements.select_related("lot", "tranche").order_by("jour", "cree_le"))

    @cached_property
    def carnet(self) -> Carnet:
        return Carnet(self.acteur, [self._acheteur.pk, *(a.structure_id for a in self.attributions)])

    @property
    def _acheteur(self) -> Any:
        return self.lot.marche.operation.donneur_d_ordre

    def en_contexte(self) -> dict[str, Any]:
        montre_la_courbe = self.voit_les_heures and self.est_tout_a_lui and self.clause is not None
        return {
            "page": self._page(),
            "lot": self.lot,
            "vu": self.vu,
            "cartes": self._cartes(),
            "a_jouer": self.a_jouer,
            "trajectoire": self._trajectoire_lisible() if montre_la_courbe else None,
            "arbre": self._arbre() if self.vu.voit_les_autres else [],
            "sans_attributaire": sans_attributaire(self.du_lot, self.attributions, self.parts),
            "voit_les_heures": self.voit_les_heures,
            "parties": self._parties(),
            "etapes": self._vie() if self.vu.voit_les_autres else [],
            "definitions": self._definitions(self._situation()),
            "a_repartir": a_repartir(self.lot.marche, self.evenements, self._freres) if self.vu.voit_l_argent else "",
            **presentation.la_clause(self.lot, self.clause, self._clauses),
        }

    @cached_property
    def _freres(self) -> list[Lot]:
        """Les lots du marché, celui-ci compris."""
        return list(Lot.objects.actifs().filter(marche=self.lot.marche_id).order_by("tri", "pk"))

    def _situation(self) -> Situation:
        return situation(self.lot.marche, self.evenements, self.lot, est_seul=[self.lot] == self._freres)

    def _page(self) -> Page:
        marche = self.lot.marche
        suite = [Lien(marche.nom_court, fiche_de(marche))] if peut(self.acteur, "marche.voir") else []
        jugee = self.voit_les_heures and not self.lot.est_annule
        return Page(
            titre=str(self.lot),
            surtitre=" · ".join(filter(None, (marche.operation.nom, marche.reference))),
            phrase=self._phrase(),
            ton=ton_des_heures(self.chiffres, self.trajectoire) if jugee else "neutre",
            fil=fil_operation(self.acteur, marche.operation, *suite, Lien(f"Lot {self.lot.numero}")),
            actions=self._actions(),
        )

    def _phrase(self) -> str:
        """LA phrase du lot, ou de la part du lecteur."""
        if self.lot.est_annule:
            return typographie(f"Lot annulé : {self.lot.motif_annulation}")
        if not self.vu.voit_la_clause:
            return self._heures_seules()
        if self.clause is None or self.est_tout_a_lui:
            return self._phrase_du_lot()
        if self.vu.sienne and self.vu.sienne.role == Attribution.Role.SOUS_TRAITANT:
            return f"{presentation.SOUS_TRAITANT} {self._heures_seules()}".strip()
        return phrase_des_heures(self.chiffres, self.trajectoire, "le lot", a_vous=True)

    def _phrase_du_lot(self) -> str:
        du = self.du_lot.obligation
        if self.vu.sienne and du and du.engagement.valeur is not None:
            return phrase_des_heures(self.du_lot, self.trajectoire, "le lot", a_vous=True)
        if self.est_en_preparation and du and du.engagement.valeur:
            return typographie(f"En préparation : {en_heures(du.engagement.valeur)} à demander.")
        if self.voit_les_heures or du is None or du.engagement.valeur is None:
            return phrase_du_lot(self.du_lot, self.trajectoire)
        return f"{heures_dues(self.du_lot)}."

    def _heures_seules(self) -> str:
        heures = self.chiffres.heures
        return f"{heures_faites(heures)}." if heures else ""

    def _arbre(self) -> list[Noeud]:
        return arbre(self.attributions, self.parts, voit_les_heures=self.voit_les_heures)

    def _actions(self) -> list[Action]:
        """Le prochain acte d'abord ; il est le seul bouton plein de la page."""
        lot, suivant = self.lot, self.a_jouer.action
        boutons = [suivant] if suivant else []
        if self.vu.peut_modifier:
            clause = adresse_de("marches:clause_saisir", lot.pk)
            if self.clause is not None:
                boutons.append(Action("Modifier la clause", clause))
            elif suivant is None:
                boutons.append(Action("Écrire la clause", clause, style="principale"))
            boutons += [
                Action("Attributaires", adresse_de("marches:attribuer", lot.pk)),
                Action("Modifier le lot", adresse_de("marches:lot_modifier", lot.pk)),
            ]
        if peut(self.acteur, "facture.voir", lot):
            boutons.append(Action("Commandes et factures", adresse_de("marches:depenses", lot.pk)))
        if peut(self.acteur, "lot.heures"):
            boutons.append(Action("Heures et personnes", self._adresse_des_heures()))
        if self.clause is not None and not lot.est_annule:
            boutons += actes(self.acteur, "lot sous clause", lot)
        return boutons

    def _adresse_des_heures(self, etat: str = "") -> str:
        filtres = {"lot": self.lot.pk, **({"etat": etat} if etat else {})}
        return f"{adresse_de('declarations:operation', self.lot.marche.operation_id)}?{urlencode(filtres)}"

    def _cartes(self) -> list[Chiffre]:
        dues = self.clause is not None and self.chiffres.du is not None
        cartes = []
        if dues:
            pourquoi = adresse_de("marches:lot_pourquoi", self.lot.pk)
            cartes = cartes_des_heures_dues(self.chiffres, self.jour, lambda _: pourquoi)
        if self.voit_les_heures and (dues or self.chiffres.heures):
            cartes += cartes_des_heures_faites(self.chiffres, self._lignes)
        return cartes

    def _lignes(self, quoi: str) -> str:
        """Les lignes derrière un chiffre ; un acheteur ouvre celles du lot, sans personne."""
        if peut(self.acteur, "ligneheures.voir"):
            return self._adresse_des_heures("validee" if quoi == "retenu" else "a_decider")
        if quoi == "a_decider" or not peut(self.acteur, "bilan.lignes"):
            return ""
        case = urlencode({"dimension": "lot", "valeur": self.lot.pk})
        return f"{adresse_de('bilans:lignes', self.lot.marche.operation_id)}?{case}"

    @cached_property
    def a_jouer(self) -> AJouer:
        if self.lot.est_annule:
            return AJouer()
        table = Table(self.acteur, [self.du_lot], {a.pk: a for a in self.attributions}, self.jour)
        porteuse = str(self.lot.marche.porteuse)
        if not self.vu.voit_les_autres:
            sienne = self.vu.sienne
            return table.reunir(table.siens(), table.validations(sienne.pk, porteuse) if sienne else [])
        return table.a_jouer(self.carnet, porteuse, voit_les_heures=self.voit_les_heures)

    def _parties(self) -> list[Partie]:
        """Chacun et ses contacts ; sans droit de les voir, le facilitateur, que tous peuvent joindre."""
        nomme = self.clause.facilitateur if self.clause else None
        du_marche = facilitateur(nomme or self.lot.marche.operation.facilitateur, self.lot.marche.porteuse)
        if not self.carnet.est_ouvert:
            return [du_marche]
        return [
            self.carnet.partie("Donneur d'ordre", self._acheteur, CHEZ_L_ACHETEUR),
            *(self.carnet.partie(a.get_role_display(), a.structure) for a in self.attributions),
            du_marche,
        ]

    def _vie(self) -> list[Any]:
        return etapes(self.lot.marche, [e for e in self.evenements if e.lot_id in (None, self.lot.pk)])

    def _definitions(self, vue: Situation) -> list[Definition]:
        return [
            Definition("Marché", self.lot.marche.objet),
            Definition("Donneur d'ordre", self._acheteur.nom),
            *([Definition("Montant", montant_en_mots(vue), aide="Avenants compris")] if self.vu.voit_l_argent else []),
            Definition("Début", en_date(vue.debut) if vue.debut else ""),
            Definition("Fin", en_date(vue.fin) if vue.fin else "", aide="Reconductions faites comprises"),
            Definition("Lieu", self.lot.marche.lieu_nom),
        ]
