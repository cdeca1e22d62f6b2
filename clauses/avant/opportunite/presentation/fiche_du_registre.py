"""La fiche d'une inscription au registre."""

from django.urls import reverse

from clauses.avant.opportunite.models import MarcheSansClause
from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.composants import Definition
from clauses.fond.socle.valeurs import en_date, en_euros
from regles.typographie import accorder


def definitions(acteur: Acteur, ligne: MarcheSansClause) -> list[Definition]:
    """Le marché, le seuil, la raison, la preuve, la décision."""
    caracteres = [("concession", ligne.est_concession), ("défense ou sécurité", ligne.est_defense)]
    precisions = "".join(f", {nom}" for nom, vrai in caracteres if vrai)
    return [
        Definition("Donneur d'ordre", str(ligne.donneur_d_ordre)),
        Definition("Nature d'achat", f"{ligne.get_nature_achat_display()}{precisions}"),
        Definition("Catégorie d'acheteur", ligne.get_categorie_acheteur_display()),
        Definition("Montant estimé", f"{en_euros(ligne.montant_ht)} HT" if ligne.montant_ht is not None else ""),
        Definition("Seuil ce jour-là", f"{en_euros(ligne.seuil_ht)} HT" if ligne.seuil_ht is not None else ""),
        Definition("Lancement", en_date(ligne.date_lancement) if ligne.date_lancement else ""),
        Definition("Durée", accorder(ligne.duree_mois, "mois", "mois") if ligne.duree_mois is not None else ""),
        Definition("Raison", ligne.get_raison_display()),
        Definition("Motif", ligne.motif),
        Definition("Document", ligne.nom_fichier, url=_document(ligne), aide=_empreinte(ligne)),
        Definition("Décision", f"{en_date(ligne.date_decision)}, {ligne.decide_par}"),
        Definition("Inscrit par", str(ligne.inscrit_par) if ligne.inscrit_par else ""),
        *_origine(acteur, ligne),
    ]


def _document(ligne: MarcheSansClause) -> str:
    return reverse("opportunite:document", args=[ligne.pk]) if ligne.a_un_document else ""


def _empreinte(ligne: MarcheSansClause) -> str:
    return f"Empreinte SHA-256 {ligne.empreinte}" if ligne.empreinte else ""


def _origine(acteur: Acteur, ligne: MarcheSansClause) -> list[Definition]:
    """La fiche projet ou le marché d'où vient l'inscription."""
    if ligne.projet is not None:
        url = reverse("opportunite:etude", args=[ligne.projet_id]) if peut(acteur, "etude.voir") else ""
        return [Definition("Fiche projet", str(ligne.projet), url=url)]
    if ligne.marche is not None:
        url = reverse("marches:marche", args=[ligne.marche_id]) if peut(acteur, "marche.voir") else ""
        return [Definition("Marché", str(ligne.marche), url=url)]
    return []
