"""Ce qui précède le contrat : un annuaire fictif, et une fiche projet à chaque étape du chemin."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clauses.avant.calibrage.etude import etude_du_projet
from clauses.avant.calibrage.services import ouvrir_et_poser, retenir_tout
from clauses.avant.circuit.services import dossiers, remarques
from clauses.avant.opportunite.faits import dossier_de
from clauses.avant.opportunite.models.registre import NON_SOUMIS
from clauses.avant.opportunite.services.choix import choisir
from clauses.avant.opportunite.services.etude import clore, enregistrer_etude
from clauses.avant.opportunite.services.registre import inscrire_projet
from clauses.avant.projets.models import Projet
from clauses.avant.projets.services import etats, fiche
from clauses.avant.projets.services.lots import LotSaisi
from clauses.avant.redaction.services.pieces import tout_engendrer
from clauses.avant.relecture.services.depot import deposer
from clauses.fond.annuaire.services import charger as charger_annuaire
from clauses.portes.demo.offres import demander_des_offres
from clauses.portes.demo.recit import Recit
from clauses.suivi.marches.models import Marche

DONNEES = Path(__file__).parent / "donnees"
VALENCIENNES: dict[str, Any] = {
    "commune": "Valenciennes",
    "code_postal": "59300",
    "latitude": 50.3577,
    "longitude": 3.5234,
}
DENAIN: dict[str, Any] = {"commune": "Denain", "code_postal": "59220", "latitude": 50.3292, "longitude": 3.3941}


class Amont:
    """Quatre achats : l'un que l'acheteur vient de soumettre, un à l'étude, un devenu opération, un sans clause."""

    def __init__(self, recit: Recit, jour: date) -> None:
        self.recit, self.jour = recit, jour
        self.par, self.acheteur = recit.par, recit.troupe.acteur("acheteur")

    def raconter(self) -> None:
        charger_annuaire([DONNEES / "annuaire.csv"], par=self.par, source="Annuaire fictif de la démonstration")
        self._soumis()
        self._a_l_etude()
        self._en_circuit()
        self._sans_clause()

    def _soumis(self) -> None:
        """La réhabilitation que l'acheteur vient de décrire lui-même, sans dire la part de main-d'œuvre."""
        projet = fiche.creer(
            par=self.acheteur,
            nom="Réhabilitation de la résidence des Glycines",
            description="Réhabilitation thermique de 96 logements occupés.",
            nature_achat="travaux",
            procedure="ao_ouvert",
            est_anru=True,
            cpv="45453100-8",
            montant_ht=Decimal("6200000"),
            duree_mois=22,
            date_lancement=self.recit.mois(3),
            date_notification_prevue=self.recit.mois(7),
            interlocuteur="Dominique Prétexte, service des marchés",
            **VALENCIENNES,
            lots=[
                LotSaisi("1", "Gros œuvre et démolition", Decimal(2_900_000), metier="gros_oeuvre"),
                LotSaisi("2", "Couverture et étanchéité", Decimal(980_000), metier="couverture"),
                LotSaisi("3", "Menuiseries extérieures", Decimal(1_100_000), metier="menuiseries_exterieures"),
                LotSaisi("4", "Peinture et sols", Decimal(740_000), metier="peinture"),
                LotSaisi("5", "Espaces extérieurs", Decimal(480_000), metier="espaces_verts"),
            ],
        )
        etats.soumettre(projet, par=self.acheteur)

    def _a_l_etude(self) -> None:
        """Le nettoyage d'une ville : l'étude est close, le volume pas encore retenu."""
        projet = self._projet(
            "ville",
            "Entretien des bâtiments municipaux",
            "Nettoyage de la mairie, des écoles et des vestiaires.",
            nature_achat="services",
            procedure="ao_ouvert",
            forme="accord_cadre",
            cpv="90911200-8",
            montant_ht=Decimal("1400000"),
            duree_mois=12,
            reconductions_prevues=3,
            part_main_oeuvre=Decimal(80),
            date_lancement=self.recit.mois(2),
            **DENAIN,
            lots=[
                LotSaisi("1", "Mairie et bureaux", Decimal(820_000), metier="nettoyage"),
                LotSaisi("2", "Écoles et vestiaires", Decimal(580_000), metier="nettoyage"),
            ],
        )
        self._etudier(projet, "Clause d'exécution sur les deux lots\u202f; l'offre d'insertion est proche.")
        demander_des_offres(projet, par=self.par)

    def _en_circuit(self) -> None:
        """Un parc : l'opération est ouverte, les pièces écrites attendent l'acheteur, qui a fait une remarque."""
        projet = self._projet(
            "bailleur",
            "Réaménagement du parc des Saules",
            "Terrassement, maçonneries, plantations et mobilier.",
            nature_achat="travaux",
            procedure="mapa",
            cpv="45112700-2",
            montant_ht=Decimal("1350000"),
            duree_mois=14,
            date_lancement=self.recit.mois(1),
            **VALENCIENNES,
            lots=[
                LotSaisi("1", "Terrassement et réseaux", Decimal(610_000), metier="terrassement"),
                LotSaisi("2", "Maçonneries et mobilier", Decimal(390_000), metier="maconnerie"),
                LotSaisi("3", "Plantations", Decimal(350_000), metier="espaces_verts"),
            ],
        )
        self._etudier(projet, "Clause d'exécution sur les trois lots.")
        retenir_tout([lot.entrees for lot in etude_du_projet(projet, self.jour).lots], par=self.par)
        ouvrir_et_poser(projet, par=self.par)
        marche = Marche.objects.get(projet=projet)
        pieces = [fait.version.piece for fait in tout_engendrer(marche, par=self.par)]
        dossier = dossiers.ouvrir_et_transmettre(
            marche,
            par=self.par,
            vers="acheteur",
            echeance=self.jour + timedelta(days=9),
            message="Voici les pièces du parc des Saules, à relire avant l'envoi à la publication.",
        )
        remarques.remarquer(
            dossier,
            pieces[0],
            par=self.acheteur,
            texte="Peut-on accepter aussi les heures faites en atelier, hors du chantier\u202f?",
        )
        reprise = DONNEES / "ccap_a_relire.txt"
        deposer([(reprise.name, reprise.read_bytes())], par=self.par, marche=marche)

    def _sans_clause(self) -> None:
        """Une toiture à refaire vite, sous le seuil : le registre dit pourquoi elle n'a pas de clause."""
        projet = self._projet(
            "bailleur",
            "Réfection urgente de la toiture du local associatif",
            "Remplacement de 180 m² de couverture.",
            nature_achat="travaux",
            procedure="mapa",
            cpv="45261210-9",
            montant_ht=Decimal("74000"),
            duree_mois=2,
            date_lancement=self.recit.mois(1),
            lots=[LotSaisi("1", "Couverture", Decimal(74_000))],
            **VALENCIENNES,
        )
        etats.prendre(projet, par=self.par)
        inscrire_projet(
            projet,
            par=self.par,
            raison=NON_SOUMIS,
            date_decision=self.jour,
            decide_par="Direction du patrimoine",
            motif="Deux mois de chantier, sous le seuil européen\u00a0: trop "
            "court pour recruter et accompagner quelqu'un.",
        )

    def _projet(self, donneur: str, nom: str, description: str, **champs: Any) -> Projet:
        return fiche.creer(
            par=self.par,
            nom=nom,
            description=description,
            donneur_d_ordre=self.recit.troupe.structures[donneur],
            **champs,
        )

    def _etudier(self, projet: Projet, conclusion: str) -> None:
        """La facilitatrice prend la fiche, répond, suit le conseil pour chaque lot et conclut."""
        etats.prendre(projet, par=self.par)
        etude = enregistrer_etude(
            projet,
            par=self.par,
            lien_insertion=True,
            lien_handicap=True,
            lien_detention=False,
            est_service_d_insertion=False,
            lien_precision="Des tâches accessibles sans diplôme, en équipe encadrée.",
        )
        dossier = dossier_de(projet)
        for lot in dossier.lots:
            choisir(lot, par=self.par, instrument=dossier.conseil_du_lot(lot).instrument)
        clore(etude, par=self.par, conclusion=conclusion)
