"""La pièce composée : des sections, des paragraphes, des puces, des tableaux. La page et le DOCX lisent la même.

Rien ici n'interroge la base ni n'écrit de fichier.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from regles.socle import Reference


@dataclass(frozen=True)
class Morceau:
    """Un bout de texte. `a_completer` : un fait manque, le texte dit lequel et se voit (surligné)."""

    texte: str
    a_completer: bool = False


@dataclass(frozen=True)
class Paragraphe:
    morceaux: tuple[Morceau, ...]
    est_puce: bool = False
    genre = "paragraphe"

    @property
    def texte(self) -> str:
        return "".join(morceau.texte for morceau in self.morceaux)


@dataclass(frozen=True)
class ColonneDeTableau:
    """`part` : largeur relative. `est_nombre` : alignée à droite."""

    titre: str
    part: int = 1
    est_nombre: bool = False


@dataclass(frozen=True)
class Tableau:
    """`est_a_remplir` : des cases vides attendent l'entreprise ou l'acheteur (`hauteur_mm` : la leur).
    `a_un_total` : la dernière ligne en est un. `est_legende_tue` : le titre de la section la dit déjà."""

    legende: str
    colonnes: tuple[ColonneDeTableau, ...]
    lignes: tuple[tuple[str, ...], ...]
    est_a_remplir: bool = False
    a_un_total: bool = False
    hauteur_mm: int = 0
    est_legende_tue: bool = False
    genre = "tableau"


Bloc = Paragraphe | Tableau


@dataclass(frozen=True)
class Section:
    """Une section et ce que l'on doit en savoir : points d'attention et textes qui la fondent."""

    code: str
    titre: str
    blocs: tuple[Bloc, ...]
    numero: str = ""
    points: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    est_variante: bool = False

    @property
    def intitule(self) -> str:
        return f"{self.numero}\u00a0{self.titre}" if self.numero else self.titre


@dataclass(frozen=True)
class Document:
    """Une pièce prête à montrer ou à écrire. `emplois` : ce que le texte a pris au marché, valeur par intitulé."""

    nature: str
    titre: str
    sous_titre: str
    structure: str
    sections: tuple[Section, ...]
    emplois: dict[str, str] = field(default_factory=dict)

    def blocs(self) -> Iterator[Bloc]:
        for section in self.sections:
            yield from section.blocs

    def a_completer(self) -> list[str]:
        """Les faits qui manquent, une fois chacun, dans l'ordre du texte."""
        manques = [
            m.texte.strip("[]") for b in self.blocs() if isinstance(b, Paragraphe) for m in b.morceaux if m.a_completer
        ]
        return list(dict.fromkeys(manque.removeprefix("à compléter\u00a0: ") for manque in manques))

    def en_texte(self) -> str:
        """Le texte seul, une ligne par paragraphe ou par ligne de tableau : ce qui se compare et se cherche."""
        lignes = [self.titre, self.sous_titre]
        for section in self.sections:
            lignes.append(section.intitule)
            for bloc in section.blocs:
                lignes += lignes_de_texte(bloc)
        return "\n".join(ligne for ligne in lignes if ligne.strip())


PUCE = "•\u00a0"
ENTRE_CASES = " | "


def lignes_de_texte(bloc: Bloc) -> list[str]:
    """Un bloc en lignes de texte."""
    if isinstance(bloc, Paragraphe):
        return [f"{PUCE}{bloc.texte}" if bloc.est_puce else bloc.texte]
    entete = ENTRE_CASES.join(colonne.titre for colonne in bloc.colonnes)
    legende = [] if bloc.est_legende_tue else [bloc.legende]
    return [*legende, entete, *(ENTRE_CASES.join(ligne) for ligne in bloc.lignes)]
