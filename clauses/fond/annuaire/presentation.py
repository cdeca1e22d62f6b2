"""Ce que les écrans de l'annuaire montrent : lignes, carte, fiche ; aucune requête."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.annuaire.natures import CATEGORIES, EXPLICATIONS, MODALITES, sigle
from clauses.fond.annuaire.recherche import METIER_INCONNU, TOUT_METIER, Proche
from clauses.fond.annuaire.secteurs import libelles
from clauses.fond.socle.carte import Carte, PointDeCarte
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Definition, Lien
from clauses.fond.socle.templatetags.clause import pastille
from clauses.fond.socle.valeurs import en_date, en_nombre, en_siret
from clauses.fond.structures.models import Structure
from regles.structures import remarque_de_terme
from regles.typographie import accorder, enumerer, majuscule, typographie

RACINE = Lien("Annuaire", "/annuaire/")
POINTS_AU_PLUS = 500


@dataclass(frozen=True)
class LigneAnnuaire:
    """Une structure dans une liste ; `distance_km` quand on cherche autour d'un lieu."""

    fournisseur: Fournisseur
    distance_km: float | None = None
    correspondance: str = ""
    est_au_repertoire: bool = False

    @property
    def metiers(self) -> str:
        if self.correspondance == TOUT_METIER or (
            not self.fournisseur.secteurs and _met_a_disposition(self.fournisseur)
        ):
            return "Tous métiers, par mise à disposition"
        return ", ".join(libelles(self.fournisseur.secteurs)) or "Non renseigné"


def _met_a_disposition(fournisseur: Fournisseur) -> bool:
    return sigle(fournisseur.nature) in {"ETTI", "AI", "EATT"}


def en_km(distance: float | None) -> str:
    """« 4,2 km », « 38 km » : au-delà de dix kilomètres, le vol d'oiseau ne vaut pas sa décimale."""
    if distance is None:
        return ""
    return f"{en_nombre(distance, decimales=1 if distance < 10 else 0)}\u202fkm"


def _nom(ligne: LigneAnnuaire) -> str:
    nom = str(ligne.fournisseur)
    if not ligne.est_au_repertoire:
        return nom
    return format_html("{} {}", nom, pastille("au répertoire", "accent", "check-lg"))


def _metiers(ligne: LigneAnnuaire) -> str:
    if ligne.correspondance == METIER_INCONNU or ligne.metiers == "Non renseigné":
        return format_html('<span class="absent">{}</span>', "non renseigné")
    if ligne.fournisseur.secteurs and ligne.fournisseur.origine_secteurs == Fournisseur.OrigineSecteurs.NOM:
        return format_html('{} <span class="absent">d’après son nom</span>', ligne.metiers)
    return ligne.metiers


def colonnes(*, avec_distance: bool) -> tuple[Colonne, ...]:
    """Celles d'une liste de structures ; la distance quand on cherche autour d'un lieu."""
    distance = Colonne(
        "distance", "Distance", lire=lambda ligne: ligne.distance_km, montrer=lambda ligne: en_km(ligne.distance_km)
    )
    return (
        Colonne("nom", "Structure", largeur=40, lire=lambda ligne: str(ligne.fournisseur), montrer=_nom),
        Colonne("nature", "Nature", lire=lambda ligne: sigle(ligne.fournisseur.nature)),
        Colonne("commune", "Commune", lire=lambda ligne: ligne.fournisseur.lieu),
        *([distance] if avec_distance else []),
        Colonne("metiers", "Métiers", largeur=40, lire=lambda ligne: ligne.metiers, montrer=_metiers),
    )


def point(ligne: LigneAnnuaire | Proche, *, avec_lien: bool) -> PointDeCarte:
    f = ligne.fournisseur
    morceaux = (sigle(f.nature), f.commune, en_km(ligne.distance_km))
    url = reverse("annuaire:fiche", args=[f.pk]) if avec_lien else ""
    detail = " · ".join(m for m in morceaux if m)
    return PointDeCarte(f.latitude, f.longitude, str(f), f.nature, detail, url, f.commune)


def carte_de(
    titre: str,
    lignes: Sequence[LigneAnnuaire | Proche],
    repere: PointDeCarte | None = None,
    rayon_km: float | None = None,
    *,
    avec_lien: bool = True,
) -> Carte:
    """La carte de ces structures ; au-delà de cinq cents points, les plus proches."""
    situees = [ligne for ligne in lignes if ligne.fournisseur.est_situe]
    points = tuple(point(ligne, avec_lien=avec_lien) for ligne in situees[:POINTS_AU_PLUS])
    suite = f" (les {POINTS_AU_PLUS} plus proches)" if len(situees) > POINTS_AU_PLUS else ""
    return Carte(f"{titre}{suite}", points, CATEGORIES, repere, rayon_km)


def definitions(f: Fournisseur) -> list[Definition]:
    """L'identité ; ce que la source ne dit pas n'y est pas, sauf le SIRET et la position, qui manquent vraiment."""
    position = {
        "source": "Donnée par la source",
        "commune": "Au centre de la commune : la source n'en donne pas",
        "": "Inconnue : elle n'est pas sur la carte",
    }[f.position]
    facultatives = [
        Definition("Enseigne", f.enseigne),
        Definition("Gestionnaire", f.gestionnaire),
        Definition("Adresse", ", ".join(m for m in (f.adresse, f.lieu) if m)),
        Definition("Site internet", f.site, url=f.site),
        Definition("Courriel", f.courriel, url=f"mailto:{f.courriel}" if f.courriel else ""),
        Definition("Téléphone", f.telephone),
        Definition("Code NAF", f.naf),
        Definition("Places autorisées", en_nombre(f.capacite) if f.capacite else ""),
        Definition("Effectif", f.effectif),
        Definition("Convention", f"connue jusqu'au {en_date(f.convention_fin)}" if f.convention_fin else ""),
    ]
    return [
        Definition("SIRET", en_siret(f.siret) if f.siret else ""),
        *(d for d in facultatives if d.valeur),
        Definition("Position", typographie(position)),
    ]


def metiers_expliques(f: Fournisseur) -> tuple[list[str], str]:
    """Les métiers, et d'où on les sait."""
    if not f.secteurs:
        if _met_a_disposition(f):
            return [], "Elle met à disposition dans tous les métiers ; demandez-lui ceux de ses salariés."
        return [], "La source ne dit pas ses métiers, et son code NAF est celui de toute structure d'insertion."
    origine = {
        "declare": "Déclarés par la structure dans la source.",
        "naf": "Déduits de son code NAF : à confirmer avec elle.",
        "nom": "Devinés dans son nom : à confirmer avec elle.",
    }[f.origine_secteurs]
    return libelles(f.secteurs), origine


def explication(f: Fournisseur) -> dict[str, Any]:
    """Ce qu'est cette nature, et ce qu'elle peut dans une clause."""
    e = EXPLICATIONS[f.nature]
    return {
        "titre": f.get_nature_display(),
        "quoi": typographie(e.quoi),
        "peut": typographie(" ".join(filter(None, (e.peut, majuscule(_terme(f.nature)))))),
        "modalites": [MODALITES[modalite] for modalite in e.modalites],
        "references": [(r.en_mots(), r.certitude in ("C", "D")) for r in e.references],
    }


def _terme(nature: str) -> str:
    """Ce qu'il faut savoir d'une nature expérimentale dont le terme est passé."""
    remarque = remarque_de_terme(nature, timezone.localdate())
    return f"{remarque}." if remarque else ""


def source_en_mots(f: Fournisseur) -> str:
    jour = f" au {en_date(f.millesime)}" if f.millesime else ""
    return typographie(f"D'après « {f.source} »{jour}.")


def phrase_de_la_fiche(f: Fournisseur, structure: Structure | None, autres: Sequence[Structure] = ()) -> str:
    if not f.actif:
        return "Sa convention n'est plus active selon la source."
    if structure is not None:
        return "Elle est dans votre répertoire."
    if autres:
        memes = enumerer(f"« {s.nom} » ({en_siret(s.siret)})" for s in autres if s.siret)
        homonymes = enumerer(f"« {s.nom} »" for s in autres if not s.siret)
        dites = (
            f"Votre répertoire connaît la même entreprise à un autre établissement : {memes}." if memes else "",
            f"Votre répertoire a une fiche sans SIRET de ce nom : {homonymes}. Si c'est elle, donnez-lui le "
            f"{en_siret(f.siret)} plutôt que d'en ajouter une."
            if homonymes
            else "",
        )
        return typographie(" ".join(filter(None, dites)))
    return f"{sigle(f.nature)}, {f.lieu}." if f.lieu else f"{sigle(f.nature)}."


def phrase_de_la_liste(total: int, *, filtree: bool, lieu: str = "", rayon: int | None = None) -> str:
    if lieu and rayon:
        verbe = "est" if total < 2 else "sont"
        return f"{accorder(total, 'structure')} {verbe} à {rayon}\u202fkm ou moins de {lieu}, à vol d'oiseau."
    if filtree:
        return f"{accorder(total, 'structure répond', 'structures répondent')} à ces filtres."
    return f"{accorder(total, 'structure')} de l'insertion, du handicap et des quartiers."
