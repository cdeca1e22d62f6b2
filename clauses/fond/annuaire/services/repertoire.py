"""Prendre une structure de l'annuaire dans le répertoire de la porteuse."""

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.socle.acte import exiger_actif
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.noms import serrer
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import cle_de_texte
from clauses.fond.structures import services as structures
from clauses.fond.structures.doubles import mots_du_nom, nom_compare
from clauses.fond.structures.models import Famille, Structure

SITE_AU_PLUS = 200


def fiche_du_repertoire(fournisseur: Fournisseur, acteur: Acteur) -> Structure | None:
    """La fiche du répertoire de la porteuse, annulée ou non : même SIRET, d'aujourd'hui ou quitté ; sans SIRET, même
    nom et même commune."""
    chez = Structure.objects.visibles_par(acteur)
    if fournisseur.siret:
        return chez.du_siret(fournisseur.siret).order_by("cree_le", "pk").first()
    nom, commune = cle_de_texte(fournisseur.nom), cle_de_texte(fournisseur.commune)
    homonymes = chez.filter(siret__isnull=True).cherchees(fournisseur.nom).order_by("cree_le", "pk")
    return next((s for s in homonymes if (cle_de_texte(s.nom), cle_de_texte(s.commune)) == (nom, commune)), None)


def dans_le_repertoire(fournisseur: Fournisseur, acteur: Acteur) -> tuple[Structure | None, list[Structure]]:
    """Sa fiche ; à défaut, les actives qui pourraient être elle : de la même entreprise (SIREN) sous un autre
    établissement, ou sans SIRET et du même nom, dans la même commune si elles la disent."""
    fiche = fiche_du_repertoire(fournisseur, acteur)
    if fiche is not None or not fournisseur.siret:
        return fiche, []
    chez = Structure.objects.visibles_par(acteur).actifs()
    memes = list(chez.de_l_entreprise(fournisseur.siret).order_by("tri", "pk")[:10])
    homonymes = chez.filter(siret__isnull=True).cherchees(" ".join(mots_du_nom(fournisseur.nom)))
    nom, commune = nom_compare(fournisseur.nom), serrer(fournisseur.commune)
    sans_siret = [
        s for s in homonymes.order_by("tri", "pk") if nom_compare(s.nom) == nom and serrer(s.commune) in ("", commune)
    ]
    return None, [*memes, *sans_siret]


@service
def ajouter_au_repertoire(fournisseur: Fournisseur, *, par: Acteur) -> Structure:
    """Crée la fiche du répertoire, et son contact si l'annuaire en donne un. Deux fois : rend la même fiche.

    Lève `RefusMetier` si la fiche y est, mais annulée.
    """
    connue = fiche_du_repertoire(fournisseur, par)
    if connue is not None:
        exiger_actif(
            connue, f"«\u00a0{connue.nom}\u00a0» est sortie de votre répertoire\u00a0: rétablissez sa fiche plutôt."
        )
        return connue
    structure = structures.creer(
        par=par,
        siret=fournisseur.siret,
        nom=fournisseur.nom,
        famille=Famille.SIAE,
        nature=fournisseur.nature,
        adresse=fournisseur.adresse,
        code_postal=fournisseur.code_postal,
        commune=fournisseur.commune,
        site=fournisseur.site if len(fournisseur.site) <= SITE_AU_PLUS else "",
        observation="Prise dans l'annuaire public.",
    )
    if fournisseur.courriel or fournisseur.telephone:
        structures.ajouter_contact(
            structure, par=par, nom="Accueil", courriel=fournisseur.courriel, telephone=fournisseur.telephone
        )
    return structure
