"""La table des métiers, telle que la porteuse la lit."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from clauses.avant.calibrage.models import ValeurDeReference
from clauses.avant.calibrage.tables import LigneDeTable, ValeurLue
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.valeurs import en_euros, en_nombre, en_pourcent
from regles.typographie import typographie


def tableau_des_metiers(lignes: list[LigneDeTable]) -> Tableau:
    return Tableau(_METIERS, lignes, legende="Part de main-d'œuvre et coût horaire par métier")


def valeurs_de(reference: ValeurDeReference) -> str:
    """« part 30 %, coût horaire 25 € », ou l'une des deux seule."""
    part, cout = reference.part_main_oeuvre, reference.cout_horaire
    dites = [
        "" if part is None else f"part {en_pourcent(part)}",
        "" if cout is None else f"coût horaire {en_euros(cout)}",
    ]
    return ", ".join(filter(None, dites))


def _fourchette(ligne: LigneDeTable) -> str:
    basse, haute = ligne.metier.part_minimum, ligne.metier.part_maximum
    return "" if basse == haute else f"{en_nombre(basse)} à {en_nombre(haute)}"


def _certitude(valeur: ValeurLue) -> SafeString:
    mot = "à valider par un facilitateur" if valeur.est_a_valider else valeur.certitude_en_mots
    return format_html(
        '<abbr title="{}">{}</abbr> <span class="origine">{}</span>', valeur.certitude_en_mots, valeur.certitude, mot
    )


def _avec_certitude(valeur: ValeurLue) -> str:
    return typographie(f"{valeur.origine} [{valeur.certitude}]")


_METIERS = (
    Colonne("libelle", "Métier"),
    Colonne("part", "Main-d'œuvre", "pourcent", lire=lambda ligne: ligne.part.valeur),
    Colonne("fourchette", "Fourchette", lire=_fourchette),
    Colonne(
        "certitude", "Certitude", lire=lambda ligne: ligne.part.certitude, montrer=lambda ligne: _certitude(ligne.part)
    ),
    Colonne("source", "D'où elle vient", lire=lambda ligne: typographie(ligne.part.origine)),
    Colonne("cout", "Coût horaire", "euros", lire=lambda ligne: ligne.cout.valeur),
    Colonne("source_cout", "D'où il vient", lire=lambda ligne: _avec_certitude(ligne.cout)),
)
