"""Lire un DOCX dans l'ordre : paragraphes, tableaux, zones de texte, notes, puis en-têtes et pieds de page.

Le texte supprimé en suivi des modifications n'est pas lu, le texte masqué non plus, et on le dit. La page n'est
connue que si Word a laissé ses sauts de page rendus. Une macro n'est jamais exécutée : seul le XML est lu.
"""

import re
from typing import Any

from lecteur.documents.archive import Archive, abime
from lecteur.documents.morceaux import CELLULE, Brut, Lieu

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TITRE = re.compile(r"(?:heading|titre|title)\s*\d?", re.IGNORECASE)
_IGNORES = frozenset({"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "tblPr", "trPr", "tcPr"})
_SIMPLES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def lire_docx(archive: Archive) -> Brut:
    """Le document entier. Lève `PieceIllisible` si sa partie principale manque ou n'est pas du XML."""
    if "word/document.xml" in archive.noms:
        principale = "word/document.xml"
    else:
        principale = next((n for n in sorted(archive.noms) if re.fullmatch(r"word/document\d*\.xml", n)), "")
    if not principale:
        raise abime()
    lecteur = _Lecteur(archive)
    lecteur.principal(archive.xml(principale))
    lecteur.entetes()
    lecteur.dire()
    return lecteur.brut


class _Lecteur:
    """Parcourt le XML en gardant la page courante ; `attente` : les zones de texte et notes du paragraphe."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.brut = archive, Brut()
        self.titres = _styles_de_titre(archive)
        self.notes = {
            **_notes(archive, "word/footnotes.xml", "footnote"),
            **_notes(archive, "word/endnotes.xml", "endnote"),
        }
        self.page: int | None = None
        self.supprimes = self.masques = 0
        self.attente: list[tuple[Any, Lieu]] = []

    def principal(self, racine: Any) -> None:
        corps = next((e for e in racine if _nom(e) == "body"), None)
        if corps is None:
            raise abime()
        if any(_nom(e) == "lastRenderedPageBreak" for e in corps.iter()):
            self.page = 1
        self.blocs(corps, Lieu.CORPS)
        self.brut.pages = self.page

    def blocs(self, parent: Any, lieu: Lieu) -> None:
        """Les paragraphes et tableaux de `parent`, contrôles de contenu et insertions traversés."""
        for enfant in parent:
            nom = _nom(enfant)
            if nom == "p":
                self.paragraphe(enfant, lieu)
            elif nom == "tbl":
                self.tableau(enfant, lieu)
            elif nom in {"del", "moveFrom"}:
                self.supprimes += 1
            elif nom not in _IGNORES:
                self.blocs(enfant, lieu)

    def paragraphe(self, element: Any, lieu: Lieu) -> None:
        if lieu == Lieu.CORPS and self.est_titre(element):
            lieu = Lieu.TITRE
        texte = self.texte(element)
        self.brut.ajouter(texte, self.page_avant(element), lieu)
        self.vider_l_attente()

    def page_avant(self, element: Any) -> int | None:
        """La page où commence le paragraphe : les sauts qu'il contient après du texte ne le déplacent pas."""
        if self.page is None:
            return None
        sauts, ecrit = 0, False
        for enfant in element.iter():
            nom = _nom(enfant)
            ecrit = ecrit or (nom == "t" and bool((enfant.text or "").strip()))
            sauts += nom == "lastRenderedPageBreak" and ecrit
        return self.page - sauts

    def vider_l_attente(self) -> None:
        attente, self.attente = self.attente, []
        for element, lieu in attente:
            self.blocs(element, lieu)

    def tableau(self, element: Any, lieu: Lieu) -> None:
        for rangee in _rangees(element):
            if any(_nom(e) in {"del", "moveFrom"} for p in rangee if _nom(p) == "trPr" for e in p):
                self.supprimes += 1
                continue
            cellules = [self.cellule(c) for c in _cellules(rangee)]
            self.brut.ajouter(CELLULE.join(c for c in cellules if c), self.page, Lieu.TABLEAU)
            self.vider_l_attente()

    def cellule(self, element: Any) -> str:
        """Le texte d'une cellule, ses paragraphes mis bout à bout ; un tableau dedans est mis à plat."""
        textes = []
        for enfant in element:
            nom = _nom(enfant)
            if nom == "p":
                textes.append(self.texte(enfant).strip())
            elif nom == "tbl":
                textes += [CELLULE.join(self.cellule(c) for c in _cellules(r)) for r in _rangees(enfant)]
            elif nom not in _IGNORES:
                textes.append(self.cellule(enfant))
        return " ".join(t for t in textes if t)

    def texte(self, element: Any) -> str:
        """Le texte courant d'un élément, sans ce qui est supprimé ou masqué."""
        morceaux: list[str] = []
        for enfant in element:
            nom = _nom(enfant)
            if nom == "t":
                morceaux.append(enfant.text or "")
            elif nom == "lastRenderedPageBreak":
                self.page = (self.page or 1) + 1
            elif nom in _SIMPLES:
                morceaux.append(_SIMPLES[nom])
            elif nom in {"del", "moveFrom"}:
                self.supprimes += 1
            elif nom in {"footnoteReference", "endnoteReference"}:
                self.attente += self.note(enfant, nom)
            elif nom == "txbxContent":
                self.attente.append((enfant, Lieu.ZONE))
            elif nom == "r" and _est_masque(enfant):
                self.masques += 1
            elif nom == "AlternateContent":
                morceaux.append(self.texte(_choix(enfant)))
            elif nom not in _IGNORES:
                morceaux.append(self.texte(enfant))
        return "".join(morceaux)

    def note(self, appel: Any, nom: str) -> list[tuple[Any, Lieu]]:
        note = self.notes.get((nom.removesuffix("Reference"), _attribut(appel, "id")))
        return [] if note is None else [(note, Lieu.NOTE)]

    def est_titre(self, element: Any) -> bool:
        proprietes = next((e for e in element if _nom(e) == "pPr"), ())
        return any(
            (_nom(e) == "pStyle" and _attribut(e, "val") in self.titres)
            or (_nom(e) == "outlineLvl" and _attribut(e, "val") != "9")
            for e in proprietes
        )

    def entetes(self) -> None:
        """Les en-têtes et pieds de page, chacun une fois."""
        self.page, corps = None, len(self.brut.morceaux)
        for nom in sorted(n for n in self.archive.noms if re.fullmatch(r"word/(?:header|footer)\d*\.xml", n)):
            self.blocs(self.archive.xml(nom), Lieu.ENTETE)
        self.brut.morceaux[corps:] = dict.fromkeys(self.brut.morceaux[corps:])

    def dire(self) -> None:
        """Ce qui n'a pas été lu."""
        if self.supprimes:
            self.brut.avertissements.append(
                "Cette pièce porte des modifications suivies : le texte supprimé n'est pas lu, le texte ajouté l'est."
            )
        if self.masques:
            self.brut.avertissements.append("Cette pièce contient du texte masqué : il n'est pas lu.")
        if "word/comments.xml" in self.archive.noms:
            self.brut.avertissements.append("Les commentaires en marge ne sont pas lus.")
        if "word/vbaProject.bin" in self.archive.noms:
            self.brut.avertissements.append("Cette pièce contient des macros : elles ne sont ni lues ni exécutées.")


def _nom(element: Any) -> str:
    """Le nom local d'un élément de Word ou de compatibilité ; « » pour un commentaire."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribut(element: Any, nom: str) -> str:
    return str(element.get(f"{_W}{nom}") or element.get(f"{_STRICT}{nom}") or "")


def _est_masque(run: Any) -> bool:
    proprietes = next((e for e in run if _nom(e) == "rPr"), ())
    return any(_nom(e) == "vanish" and _attribut(e, "val") not in {"0", "false"} for e in proprietes)


def _choix(alternative: Any) -> Any:
    """La première branche d'un contenu alternatif : lire les deux doublerait le texte."""
    branches = [e for e in alternative if _nom(e) in {"Choice", "Fallback"}]
    return next(
        (b for b in branches if any(_nom(e) == "txbxContent" for e in b.iter())), branches[0] if branches else ()
    )


def _rangees(tableau: Any) -> list[Any]:
    return _traverser(tableau, "tr")


def _cellules(rangee: Any) -> list[Any]:
    return _traverser(rangee, "tc")


def _traverser(parent: Any, nom: str) -> list[Any]:
    """Les enfants de ce nom, contrôles de contenu traversés, tableaux intérieurs laissés."""
    trouves = []
    for enfant in parent:
        if _nom(enfant) == nom:
            trouves.append(enfant)
        elif _nom(enfant) in {"sdt", "sdtContent", "ins", "customXml"}:
            trouves += _traverser(enfant, nom)
    return trouves


def _notes(archive: Archive, partie: str, genre: str) -> dict[tuple[str, str], Any]:
    if partie not in archive.noms:
        return {}
    return {(genre, _attribut(note, "id")): note for note in archive.xml(partie) if _nom(note) == genre}


def _styles_de_titre(archive: Archive) -> frozenset[str]:
    """Les identifiants des styles de titre, héritage suivi."""
    if "word/styles.xml" not in archive.noms:
        return frozenset()
    noms, parents, trouves = {}, {}, set[str]()
    for style in archive.xml("word/styles.xml"):
        if _nom(style) != "style":
            continue
        cle = _attribut(style, "styleId")
        for enfant in style:
            if _nom(enfant) == "name":
                noms[cle] = _attribut(enfant, "val")
            elif _nom(enfant) == "basedOn":
                parents[cle] = _attribut(enfant, "val")
        if any(_nom(e) == "outlineLvl" and _attribut(e, "val") != "9" for e in style.iter()):
            trouves.add(cle)
    trouves |= {cle for cle, nom in noms.items() if _TITRE.fullmatch(nom.strip())}
    for cle in noms:
        ancetre, vus = cle, set[str]()
        while ancetre in parents and ancetre not in vus:
            vus.add(ancetre)
            ancetre = parents[ancetre]
            if ancetre in trouves:
                trouves.add(cle)
    return frozenset(trouves)
