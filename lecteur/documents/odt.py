"""Lire un ODT : paragraphes, titres, tableaux, notes, zones de texte, puis en-têtes et pieds de page."""

from typing import Any

from lecteur.documents.archive import Archive, abime, mot_de_passe
from lecteur.documents.morceaux import CELLULE, Brut, Lieu

_TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_IGNORES = frozenset({"tracked-changes", "annotation", "forms", "sequence-decls"})


def lire_odt(archive: Archive) -> Brut:
    """Le document entier. Lève `PieceIllisible` s'il est chiffré ou abîmé."""
    if "META-INF/manifest.xml" in archive.noms and b"encryption-data" in archive.lire("META-INF/manifest.xml"):
        raise mot_de_passe("Ce document")
    if "content.xml" not in archive.noms:
        raise abime()
    lecteur = _Lecteur()
    racine = archive.xml("content.xml")
    if any(_nom(e) == "soft-page-break" for e in racine.iter()):
        lecteur.page = 1
    lecteur.blocs(racine, Lieu.CORPS)
    lecteur.brut.pages, lecteur.page = lecteur.page, None
    if "styles.xml" in archive.noms:
        for element in archive.xml("styles.xml").iter():
            if _nom(element) in {"header", "footer"}:
                lecteur.blocs(element, Lieu.ENTETE)
    if lecteur.a_des_suppressions:
        lecteur.brut.avertissements.append(
            "Cette pièce porte des modifications suivies : le texte supprimé n'est pas lu, le texte ajouté l'est."
        )
    return lecteur.brut


class _Lecteur:
    def __init__(self) -> None:
        self.brut = Brut()
        self.page: int | None = None
        self.a_des_suppressions = False
        self.attente: list[tuple[Any, Lieu]] = []

    def blocs(self, parent: Any, lieu: Lieu) -> None:
        for enfant in parent:
            nom = _nom(enfant)
            if nom in {"p", "h"}:
                page = self.page
                texte = self.texte(enfant)
                self.brut.ajouter(texte, page, Lieu.TITRE if nom == "h" and lieu == Lieu.CORPS else lieu)
                self.vider_l_attente()
            elif nom == "table-row":
                cellules = [self.cellule(c) for c in enfant if _nom(c) == "table-cell"]
                self.brut.ajouter(CELLULE.join(c for c in cellules if c), self.page, Lieu.TABLEAU)
                self.vider_l_attente()
            elif nom == "soft-page-break":
                self.page = (self.page or 1) + 1
            elif nom in _IGNORES:
                self.a_des_suppressions |= nom == "tracked-changes" and any(
                    _nom(e) == "deletion" for e in enfant.iter()
                )
            else:
                self.blocs(enfant, lieu)

    def vider_l_attente(self) -> None:
        attente, self.attente = self.attente, []
        for element, lieu in attente:
            self.blocs(element, lieu)

    def cellule(self, element: Any) -> str:
        textes = []
        for enfant in element:
            if _nom(enfant) in {"p", "h"}:
                textes.append(self.texte(enfant).strip())
            elif _nom(enfant) not in _IGNORES:
                textes.append(self.cellule(enfant))
        return " ".join(t for t in textes if t)

    def texte(self, element: Any) -> str:
        morceaux = [element.text or ""]
        for enfant in element:
            nom = _nom(enfant)
            if nom == "s":
                morceaux.append(" " * min(int(enfant.get(f"{_TEXTE}c") or 1), 80))
            elif nom == "tab":
                morceaux.append("\t")
            elif nom == "line-break":
                morceaux.append("\n")
            elif nom == "soft-page-break":
                self.page = (self.page or 1) + 1
            elif nom == "note":
                self.attente += [(e, Lieu.NOTE) for e in enfant if _nom(e) == "note-body"]
            elif nom == "text-box":
                self.attente.append((enfant, Lieu.ZONE))
            elif nom not in _IGNORES:
                morceaux.append(self.texte(enfant))
            morceaux.append(enfant.tail or "")
        return "".join(morceaux)


def _nom(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
