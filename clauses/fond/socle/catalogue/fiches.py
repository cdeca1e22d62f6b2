"""Ce qui se lit sur une fiche : valeurs, définitions, calcul, frise, listes vides."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from clauses.fond.socle.carte import Carte, Categorie, PointDeCarte
from clauses.fond.socle.composants import Action, Calcul, Changement, Definition, Etape, PartDeCalcul, Vide

FINE = "\u202f"
INSTANT = datetime(2026, 11, 20, 9, 42, tzinfo=ZoneInfo("Europe/Paris"))

CALCUL = Calcul(
    chiffre=f"1{FINE}176{FINE}h",
    motif=f"Des tranches entières de 50{FINE}000{FINE}€ au-delà du seuil, à 56 heures chacune.",
    lignes=(
        PartDeCalcul("Facturé à ce jour", f"1{FINE}187{FINE}400{FINE}€"),
        PartDeCalcul("Au-delà du seuil", f"1{FINE}087{FINE}400{FINE}€", f"1{FINE}187{FINE}400 − 100{FINE}000"),
        PartDeCalcul("Tranches entières", "21", f"1{FINE}087{FINE}400 ÷ 50{FINE}000"),
        PartDeCalcul("Heures dues", f"1{FINE}176{FINE}h", "21 × 56", est_total=True),
    ),
    avertissements=("la dernière facture est encore à rapprocher.",),
)

FRISE = (
    Etape(date(2027, 3, 31), "Fin du marché", icone="flag", est_a_venir=True),
    Etape(
        INSTANT,
        "Lot 1 modifié",
        auteur="Sabine Lerouge",
        icone="pencil",
        changements=(
            Changement("Heures dues", f"480{FINE}h", f"512{FINE}h"),
            Changement("Motif", "", "Avenant n°\u00a02"),
        ),
    ),
    Etape(
        date(2026, 10, 15),
        "Octobre déclaré en retard",
        "Relance envoyée le 16 octobre.",
        auteur="BTP Artois",
        icone="exclamation-triangle-fill",
        ton="alerte",
    ),
    Etape(date(2025, 3, 1), "Notification", "Marché 2025-017", icone="check-lg", ton="accent", url="#"),
)

FICHE = (
    Definition("Maître d'ouvrage", "Habitat du Hainaut", url="#"),
    Definition("Procédure", "Appel d'offres ouvert"),
    Definition("CPV", "45000000", aide="Vocabulaire commun pour les marchés publics"),
    Definition("Réception"),
)

VALEURS = {
    "heures": Decimal("1250.5"),
    "euros": Decimal("1250000.5"),
    "part": Decimal("126.53"),
    "siret": "12345678200010",
    "jour": date(2026, 11, 24),
    "instant": INSTANT,
    "rien": None,
    "compte": 2,
    "mot": "Convention ANRU",
}

CARTE = Carte(
    "Les structures à moins de 30\u00a0km du chantier",
    points=(
        PointDeCarte(50.3267, 3.3942, "Escaut Intérim Insertion", "interim", "ETTI · 10\u202fkm", "#"),
        PointDeCarte(50.3580, 3.5233, "Les Jardins de l'Escaut", "chantier", "ACI · 1\u202fkm", "#"),
        PointDeCarte(50.3580, 3.5233, "Propreté des Deux-Rives", "entreprise", "EI · 1\u202fkm", "#"),
    ),
    categories=(
        Categorie("entreprise", "Entreprise d'insertion", "rond", 1),
        Categorie("chantier", "Atelier et chantier d'insertion", "carre", 2),
        Categorie("interim", "Entreprise de travail temporaire d'insertion", "losange", 4),
    ),
    repere=PointDeCarte(50.3640, 3.5090, "Le chantier, Valenciennes"),
    rayon_km=30,
)


def contexte() -> dict[str, Any]:
    return {
        "carte_exemple": CARTE,
        "nombres": VALEURS,
        "fiche": FICHE,
        "calcul_exemple": CALCUL,
        "etapes": FRISE,
        "vide_exemple": Vide(
            "Aucun mois à valider",
            f"Les titulaires déclarent avant le 15{FINE}; le prochain mois arrive en décembre.",
            Action("Relancer les titulaires", "#"),
            "calendar-event",
        ),
        "vide_nu": Vide(
            "Aucun résultat",
            "Aucune opération ne porte ce nom. Retirez un filtre ou cherchez par numéro de marché.",
        ),
    }
