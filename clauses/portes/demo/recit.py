"""Le récit : trois opérations, leurs marchés, leurs clauses et leurs contrats, dits par les services du métier.

Toutes les dates se comptent depuis un mois repère (celui du chargement) : la démonstration ne vieillit pas.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clauses.fond.territoires.models import Departement
from clauses.portes.demo.distribution import Troupe, poser_une_personne
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.declarations.services.contrats import Rattachement, creer_contrat
from clauses.suivi.marches.models import Attribution, Lot, Marche, Operation
from clauses.suivi.marches.services import attributions, clauses, evenements, lots, marches, operations
from clauses.suivi.marches.services.depenses import NatureDepense, saisir_depense
from clauses.suivi.participants.services import prononcer_eligibilite
from regles.calendrier import ajouter_mois

PUBLICS = ["deld", "rsa", "jeune", "senior", "boeth", "qpv", "refugie", "iae", "geiq"]
COMMUN: dict[str, Any] = {
    "publics": PUBLICS,
    "penalite_heure": Decimal(60),
    "penalite_absence": Decimal(100),
    "penalite_transmission": Decimal(100),
}


@dataclass
class Scene:
    """Un lot posé, son attribution principale, et les contrats qui y travaillent : (contrat, heures par mois)."""

    lot: Lot
    attribution: Attribution
    contrats: list[tuple[ContratInsertion, Decimal]]


class Recit:
    """Raconte l'histoire depuis le mois `repere` (un premier de mois)."""

    def __init__(self, troupe: Troupe, repere: date) -> None:
        self.troupe, self.repere = troupe, repere
        self.par = troupe.acteur("facilitatrice")
        self.scenes: dict[str, Scene] = {}

    def mois(self, ecart: int) -> date:
        """Le premier du mois, `ecart` mois après le repère (négatif : avant)."""
        return ajouter_mois(self.repere, ecart)

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
        gros_oeuvre = lots.creer(marche, par=self.par, numero="1", intitule="Gros œuvre", montant_ht=Decimal("2650000"))
        self._clause(gros_oeuvre, formule="fixe", heures=Decimal(4200))
        self._attribuer("gros_oeuvre", gros_oeuvre, "gros_oeuvre")
        attributions.sous_traiter(
            self.scenes["gros_oeuvre"].attribution, self.troupe.structures["voirie"], par=self.par, part=Decimal(8)
        )
        self._contrat("gros_oeuvre", "yanis", "geiq", -17, 112, "professionnalisation", "mise_a_disposition", "F1701")
        self._contrat("gros_oeuvre", "mehdi", "etti", -16, 92, "ctti", "mise_a_disposition", "F1702", fin=-5)
        self._contrat("gros_oeuvre", "paul", "gros_oeuvre", -9, 70, "cdd", "embauche_directe", "F1703")
        peinture = lots.creer(
            marche, par=self.par, numero="2", intitule="Peinture et revêtements", montant_ht=Decimal("620000")
        )
        lots.ajouter_tranche(peinture, par=self.par, nature="ferme", intitule="Bâtiments A et B", heures=Decimal(520))
        option = lots.ajouter_tranche(
            peinture, par=self.par, nature="optionnelle", intitule="Bâtiment C", heures=Decimal(280)
        )
        self._clause(peinture, formule="tranches")
        self._attribuer("peinture", peinture, "peinture")
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
        self._espaces_exterieurs(marche)

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
        for ecart in range(-18, 0):
            self._commande_et_facture(lot, ecart)
        for ecart in range(1, 6):
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
        self._contrat(
            "nettoyage", "ines", "proprete", -17, 46, "cdd", "embauche_directe", "K2204", metier="Agent de propreté"
        )
        self._contrat(
            "nettoyage", "awa", "proprete", -13, 34, "cdi", "embauche_directe", "K2204", metier="Agente de propreté"
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

    # --- Ce que les scènes ont en commun ---

    def _operation(self, nom: str, donneur: str, commune: str, **champs: Any) -> Operation:
        return operations.creer(
            par=self.par,
            nom=nom,
            donneur_d_ordre=self.troupe.structures[donneur],
            commune=commune,
            departement=Departement.objects.get(pk="59"),
            **champs,
        )

    def _marche(self, operation: Operation, reference: str, objet: str, **champs: Any) -> Marche:
        return marches.creer(operation, par=self.par, reference=reference, objet=objet, **champs)

    def _clause(self, lot: Lot, **champs: Any) -> None:
        clauses.poser(lot, par=self.par, **{**COMMUN, **champs})

    def _attribuer(self, cle: str, lot: Lot, structure: str) -> None:
        (attribution,) = attributions.attribuer(
            lot, [attributions.Membre(self.troupe.structures[structure])], par=self.par
        )
        self.scenes[cle] = Scene(lot, attribution, [])

    def _contrat(
        self,
        scene: str,
        personne: str,
        employeur: str,
        depuis: int,
        heures: int,
        type_contrat: str,
        modalite: str,
        rome: str,
        *,
        fin: int | None = None,
        juger: bool = True,
        metier: str = "",
    ) -> None:
        cadre, debut = self.scenes[scene], self.mois(depuis) + timedelta(days=4)
        qui = poser_une_personne(self.troupe, personne, debut)
        if juger:
            prononcer_eligibilite(qui, debut, par=self.par)
        contrat = creer_contrat(
            par=self.par,
            rattachements=[Rattachement(cadre.lot, cadre.attribution)],
            participant=qui,
            employeur=self.troupe.structures[employeur],
            modalite=modalite,
            type_contrat=type_contrat,
            entreprise_utilisatrice=cadre.attribution.structure if modalite == "mise_a_disposition" else None,
            date_debut=debut,
            date_fin=ajouter_mois(self.mois(fin), 1) - timedelta(days=1) if fin is not None else None,
            motif_fin="embauche" if fin is not None else "",
            contrat_apres="oui" if fin is not None else "",
            code_rome=rome,
            metier=metier,
        )
        if heures:
            cadre.contrats.append((contrat, Decimal(heures)))
