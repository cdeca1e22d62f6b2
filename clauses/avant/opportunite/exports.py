"""Le registre en classeur et en CSV : les colonnes de l'écran, et ce qu'un contrôle demande de plus."""

from collections.abc import Iterable, Sequence
from datetime import date

from clauses.avant.opportunite.models import MarcheSansClause
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.exports import Export

COLONNES = (
    Colonne("objet", "Objet", largeur=44),
    Colonne("donneur_d_ordre.nom", "Donneur d'ordre", largeur=30),
    Colonne("nature_achat", "Nature", largeur=22, lire=lambda ligne: ligne.get_nature_achat_display()),
    Colonne("categorie_acheteur", "Catégorie d'acheteur", largeur=34,
            lire=lambda ligne: ligne.get_categorie_acheteur_display()),
    Colonne("montant_ht", "Montant estimé HT", "euros", aide="Tous les lots, les reconductions et les options"),
    Colonne("seuil_ht", "Seuil européen HT", "euros", aide="Celui du jour du lancement"),
    Colonne("date_lancement", "Lancement", "date"),
    Colonne("raison", "Raison", largeur=44, lire=lambda ligne: ligne.get_raison_display()),
    Colonne("motif", "Motif", largeur=60),
    Colonne("nom_fichier", "Document", largeur=28),
    Colonne("empreinte", "Empreinte SHA-256 du document", largeur=66),
    Colonne("date_decision", "Décision du", "date"),
    Colonne("decide_par", "Décidé par", largeur=30),
    Colonne("cree_le", "Inscrit le", "date"),
)  # fmt: skip


def exporter_registre(lignes: Iterable[MarcheSansClause], *, extrait_le: date, filtres: Sequence[str]) -> Export:
    """Une ligne par inscription, dans l'ordre reçu."""
    return Export(
        "Registre des marchés sans clause sociale", COLONNES, lignes, extrait_le, filtres=filtres,
        legende=["Le seuil est celui qui valait au jour du lancement, pour la catégorie d'acheteur et d'achat."],
    )  # fmt: skip
