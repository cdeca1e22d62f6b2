"""Le récit : trois opérations, leurs marchés, leurs clauses et leurs contrats, dits par les services du métier.

Toutes les dates se comptent depuis un mois repère (celui du chargement) : la démonstration ne vieillit pas.
"""

from datetime import timedelta
from decimal import Decimal

from clauses.portes.demo.conteur import Conteur, Scene
from clauses.suivi.marches.models import Lot, Marche
from clauses.suivi.marches.services import attributions, clauses, evenements, lots, operations
from clauses.suivi.marches.services.depenses import NatureDepense, saisir_depense
from regles.calendrier import ajouter_mois


class Recit(Conteur):
    """Les trois opérations, l'une après l'autre."""

    def raconter(self) -> None:
        self._rehabilitation()
        self._nettoyage()
        self._berges()

    # --- La réhabilitation NPNRU d'un bailleur, en trois lots ---

    def _rehabilitation(self) -> None:
        programme = operations.creer_programme(
            par=self.par, nom="Convention NPNRU des Deux-Rives", nature="npnru", date_debut=self.mois(-40)
        )
        operation = self._operation(
            "Réhabilitation de la résidence des Tilleuls",
            "bailleur",
            "Valenciennes",
            programme=programme,
            est_anru=True,
            description="Réhabilitation thermique de 148 logements et reprise des espaces extérieurs.",
        )
        marche = self._marche(
            operation,
            "2025-TVX-014",
            "Réhabilitation de la résidence des Tilleuls, 148 logements",
            est_alloti=True,
            nature_achat="travaux",
            procedure="ao_ouvert",
            montant_ht=Decimal("4850000"),
            date_notification=self.mois(-19) + timedelta(days=11),
            date_debut=self.mois(-18),
            duree_mois=26,
            cpv="45453100-8",
            lieu_nom="Valenciennes",
            ccag="Travaux",
        )
        self._gros_oeuvre(marche)
        self._peinture(marche)
        self._espaces_exterieurs(marche)

    def _gros_oeuvre(self, marche: Marche) -> None:
        lot = lots.creer(marche, par=self.par, numero="1", intitule="Gros œuvre", montant_ht=Decimal("2650000"))
        self._clause(lot, formule="fixe", heures=Decimal(4200))
        self._attribuer("gros_oeuvre", lot, "gros_oeuvre")
        attributions.sous_traiter(
            self.scenes["gros_oeuvre"].attribution, self.troupe.structures["voirie"], par=self.par, part=Decimal(8)
        )
        self._contrat("gros_oeuvre", "yanis", "geiq", -17, 112, "professionnalisation", "mise_a_disposition", "F1701")
        self._contrat("gros_oeuvre", "mehdi", "etti", -16, 92, "ctti", "mise_a_disposition", "F1702", fin=-5)
        self._contrat("gros_oeuvre", "paul", "gros_oeuvre", -9, 70, "cdd", "embauche_directe", "F1703")

    def _peinture(self, marche: Marche) -> None:
        lot = lots.creer(
            marche, par=self.par, numero="2", intitule="Peinture et revêtements", montant_ht=Decimal("620000")
        )
        lots.ajouter_tranche(lot, par=self.par, nature="ferme", intitule="Bâtiments A et B", heures=Decimal(520))
        option = lots.ajouter_tranche(
            lot, par=self.par, nature="optionnelle", intitule="Bâtiment C", heures=Decimal(280)
        )
        self._clause(lot, formule="tranches")
        self._attribuer("peinture", lot, "peinture")
        evenements.noter(
            marche,
            "affermissement",
            self.mois(-6) + timedelta(days=14),
            par=self.par,
            tranche=option,
            reference="OS n° 7",
            description="Affermissement du bâtiment C.",
        )
        self._contrat("peinture", "lucie", "peinture", -10, 64, "apprentissage", "embauche_directe", "F1606")

    def _espaces_exterieurs(self, marche: Marche) -> None:
        lot = lots.creer(
            marche,
            par=self.par,
            numero="3",
            intitule="Espaces extérieurs",
            montant_ht=Decimal("940000"),
            date_debut=self.mois(-12),
        )
        self._clause(lot, formule="fixe", heures=Decimal(1000))
        clauses.changer(
            lot,
            "avenant",
            par=self.par,
            motif="Avenant n° 1\u00a0: ajout du jardin partagé, 200 heures de plus.",
            date_effet=self.mois(-7),
            formule="fixe",
            heures=Decimal(1200),
        )
        structures = self.troupe.structures
        attributions.attribuer(
            lot,
            [
                attributions.Membre(structures["voirie"], Decimal(60), est_mandataire=True),
                attributions.Membre(structures["paysage"], Decimal(40)),
            ],
            par=self.par,
        )
        for cle in ("voirie", "paysage"):
            self.scenes[cle] = Scene(lot, lot.attributions.get(structure=structures[cle]), [])
        self._contrat("voirie", "karim", "etti", -12, 76, "ctti", "mise_a_disposition", "F1702")
        self._contrat("paysage", "sophie", "paysage", -11, 48, "cdi", "embauche_directe", "A1203")

    # --- L'accord-cadre de nettoyage, à la formule de l'UGAP ---

    def _nettoyage(self) -> None:
        operation = self._operation(
            "Nettoyage des écoles et des gymnases",
            "ville",
            "Denain",
            description="Accord-cadre à bons de commande, un an reconductible trois fois.",
        )
        marche = self._marche(
            operation,
            "2025-SRV-031",
            "Nettoyage des écoles et des gymnases de Rivombre",
            nature_achat="services",
            procedure="ao_ouvert",
            forme="accord_cadre",
            montant_ht=Decimal("1600000"),
            date_notification=self.mois(-19) + timedelta(days=3),
            date_debut=self.mois(-18),
            duree_mois=12,
            reconductions_prevues=3,
            reconduction_mois=12,
            cpv="90911200-8",
            lieu_nom="Rivombre",
        )
        evenements.noter(marche, "reconduction", self.mois(-6), par=self.par, description="Première reconduction.")
        lot = self._lot_de_nettoyage(marche)
        for ecart in range(-18, 0):
            self._commande_et_facture(lot, ecart)
        for ecart in range(1, 6):
            self._facture_prevue(lot, ecart)
        self._contrat(
            "nettoyage", "ines", "proprete", -17, 46, "cdd", "embauche_directe", "K2204", metier="Agent de propreté"
        )
        self._contrat(
            "nettoyage", "awa", "proprete", -13, 34, "cdi", "embauche_directe", "K2204", metier="Agente de propreté"
        )

    def _lot_de_nettoyage(self, marche: Marche) -> Lot:
        lot = marche.lots.get()
        self._clause(
            lot,
            formule="facturation",
            heures_par_tranche=Decimal(220),
            montant_tranche_ht=Decimal(100000),
            seuil_ht=Decimal(100000),
            assiette_seuil="commande",
            lecture_seuil="retroactif",
            lecture_tranches="entieres",
            periodicite=1,
        )
        self._attribuer("nettoyage", lot, "proprete")
        self.scenes["nettoyage"].silence = 2  # l'entreprise est en retard
        return lot

    def _facture_prevue(self, lot: Lot, ecart: int) -> None:
        saisir_depense(
            lot,
            NatureDepense.FACTURE,
            par=self.par,
            numero=f"P-{ecart:03d}",
            jour=self.mois(ecart),
            montant_ht=Decimal("30500"),
            attribution=self.scenes["nettoyage"].attribution,
            est_prevision=True,
        )

    def _commande_et_facture(self, lot: Lot, ecart: int) -> None:
        """Un bon de commande chaque mois, facturé le mois suivant ; l'été, les grands nettoyages."""
        mois = self.mois(ecart)
        montant = Decimal("38000") if mois.month in (7, 8) else Decimal("30500")
        attribution = self.scenes["nettoyage"].attribution
        rang = ecart + 19
        saisir_depense(
            lot,
            NatureDepense.COMMANDE,
            par=self.par,
            numero=f"BC-{rang:03d}",
            jour=mois + timedelta(days=2),
            montant_ht=montant,
            attribution=attribution,
        )
        if ecart < -1:
            saisir_depense(
                lot,
                NatureDepense.FACTURE,
                par=self.par,
                numero=f"F-{rang:03d}",
                jour=ajouter_mois(mois, 1) + timedelta(days=4),
                montant_ht=montant,
                attribution=attribution,
            )

    # --- Le marché réservé aux structures d'insertion ---

    def _berges(self) -> None:
        operation = self._operation(
            "Entretien des berges de l'Escaut",
            "syndicat",
            "Condé-sur-l'Escaut",
            description="Marché réservé aux structures d'insertion par l'activité économique.",
        )
        marche = self._marche(
            operation,
            "2025-RES-002",
            "Entretien des berges et des chemins de halage",
            nature_achat="services",
            procedure="mapa",
            montant_ht=Decimal("260000"),
            date_notification=self.mois(-17) + timedelta(days=8),
            date_debut=self.mois(-16),
            duree_mois=24,
            cpv="77310000-6",
            lieu_nom="Condé-sur-l'Escaut",
        )
        lot = marche.lots.get()
        self._clause(lot, formule="annuelle", heures_par_an=Decimal(2400), instrument="reserve_iae")
        self._attribuer("berges", lot, "jardins")
        self._contrat("berges", "nadia", "jardins", -16, 104, "cddi", "execution_directe", "A1203")
        self._contrat("berges", "bruno", "jardins", -16, 104, "cddi", "execution_directe", "A1203", fin=-2)
        self._contrat("berges", "tom", "jardins", -8, 82, "cddi", "execution_directe", "A1203")
        # Une personne arrive : ses pièces ne sont pas encore vues, son éligibilité attend la facilitatrice.
        self._contrat("berges", "leila", "jardins", 0, 0, "cddi", "execution_directe", "A1203", juger=False)
