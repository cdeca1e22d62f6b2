"""Le registre : ses colonnes, à l'écran et dans le classeur ; sa phrase, ses filtres."""

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.avant.opportunite.models import MarcheSansClause
from clauses.avant.opportunite.models.registre import NON_SOUMIS
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Lien, Ton
from clauses.fond.socle.templatetags.clause import pastille
from clauses.fond.socle.valeurs import en_nombre
from regles.typographie import typographie

_COURTES = {
    NON_SOUMIS: "Non soumis",
    "immediate": "Solution immédiatement disponible",
    "lien": "Lien insuffisant",
    "difficulte": "Concurrence ou exécution difficile",
    "travaux_courts": "Travaux de moins de six mois",
}


def raison_courte(ligne: MarcheSansClause) -> str:
    return _COURTES[ligne.raison]


def _raison(ligne: MarcheSansClause) -> SafeString:
    ton: Ton = "neutre" if ligne.raison == NON_SOUMIS else "attente"
    return pastille(raison_courte(ligne), ton, "")


def _document(ligne: MarcheSansClause) -> SafeString | str:
    if not ligne.a_un_document:
        return "—"
    url = reverse("opportunite:document", args=[ligne.pk])
    return format_html('<a href="{}">{}<span class="visually-hidden"> ({})</span></a>', url, ligne.nom_fichier, ligne)


COLONNES = (
    Colonne("objet", "Objet", largeur=44),
    Colonne("donneur_d_ordre.nom", "Donneur d'ordre", largeur=30),
    Colonne(
        "nature_achat", "Nature", "mots", largeur=22, ou="export", lire=lambda ligne: ligne.get_nature_achat_display()
    ),
    Colonne(
        "categorie_acheteur",
        "Catégorie d'acheteur",
        "mots",
        largeur=34,
        ou="export",
        lire=lambda ligne: ligne.get_categorie_acheteur_display(),
    ),
    Colonne(
        "montant_ht",
        "Montant HT",
        "euros",
        titre_export="Montant estimé HT",
        aide="Tous les lots, les reconductions et les options",
    ),
    Colonne(
        "seuil_ht", "Seuil HT", "euros", titre_export="Seuil européen HT", aide="Le seuil européen du jour du lancement"
    ),
    Colonne("date_lancement", "Lancement", "date", ou="export"),
    Colonne("raison", "Raison", "mots", largeur=44, lire=lambda ligne: ligne.get_raison_display(), montrer=_raison),
    Colonne("motif", "Motif", largeur=60, ou="export"),
    Colonne("nom_fichier", "Document", largeur=28, montrer=_document),
    Colonne("empreinte", "Empreinte SHA-256 du document", largeur=66, ou="export"),
    Colonne("date_decision", "Décision", "date", titre_export="Décision du"),
    Colonne("decide_par", "Décidé par", largeur=30, ou="export"),
    Colonne("cree_le", "Inscrit le", "date", ou="export"),
)


def lignes_visibles(base: models.QuerySet[MarcheSansClause]) -> models.QuerySet[MarcheSansClause]:
    """Sans les octets des documents, les noms en une requête, la plus récente décision d'abord."""
    return base.defer("contenu").select_related("donneur_d_ordre").order_by("-date_decision", "tri", "pk")


def phrase(total: int, derogatoires: int, *, filtre: bool) -> str:
    if not total:
        return ""
    marches = "marchés" if total > 1 else "marché"
    texte = f"{en_nombre(total)} {marches} sans clause sociale"
    if filtre:
        return typographie(f"{texte} pour ces filtres.")
    return typographie(f"{texte}, dont {en_nombre(derogatoires)} par dérogation à l'obligation.")


def fil() -> list[Lien]:
    return [Lien("Registre sans clause", reverse("opportunite:registre"))]
