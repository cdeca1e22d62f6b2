"""Composer une pièce : nos textes ou les variantes de la structure, les faits du marché, les choix de rédaction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clauses.avant.redaction.contexte import Contexte
from clauses.avant.redaction.document import Bloc, Document, Paragraphe, Section
from clauses.avant.redaction.faits import AVEC_CRITERE, Faits
from clauses.avant.redaction.insertions import INSERTIONS
from clauses.avant.redaction.langage import Lexique, conditionnees, polir, rendre
from clauses.avant.redaction.modeles_de_textes import ModeleDePiece, SectionModele, modele
from clauses.avant.redaction.models import Piece
from clauses.avant.redaction.options import completes
from clauses.avant.redaction.variables import CONDITIONS, VARIABLES
from clauses.suivi.marches.models import Clause
from regles.typographie import INSECABLE, majuscule

Variantes = Mapping[tuple[str, str], str]
PROPRE = frozenset("\t\n\r")


def d_office(faits: Faits, choix: Mapping[str, Any]) -> dict[str, Any]:
    """Les options complètes : d'office selon les instruments du marché, puis choisies."""
    instruments = {lot.instrument for lot in faits.clauses} & AVEC_CRITERE
    return completes(choix, critere_seul=instruments == {Clause.Instrument.CRITERE.value})


class Lecture:
    """Lit les faits pour un texte, et note ce qui a été employé : c'est ce qui dira, plus tard, ce qui a changé."""

    def __init__(self, contexte: Contexte) -> None:
        self.contexte = contexte
        self.emplois: dict[str, str] = {}
        self.lexique = Lexique(self.variable, self.intitule, self.condition, self.insertion)

    def variable(self, nom: str) -> str:
        if nom not in VARIABLES:
            return ""
        valeur = imprimable(VARIABLES[nom].lire(self.contexte))
        self.emplois[majuscule(VARIABLES[nom].libelle)] = valeur
        return valeur

    def intitule(self, nom: str) -> str:
        return VARIABLES[nom].libelle if nom in VARIABLES else nom

    def condition(self, nom: str) -> bool:
        return nom in CONDITIONS and CONDITIONS[nom].lire(self.contexte)

    def insertion(self, nom: str) -> list[Bloc]:
        if nom not in INSERTIONS:
            return []
        blocs = [_imprimable(bloc) for bloc in INSERTIONS[nom].faire(self.contexte)]
        for bloc in blocs if INSERTIONS[nom].est_un_fait else ():
            self._noter(majuscule(INSERTIONS[nom].libelle), bloc)
        return blocs

    def _noter(self, libelle: str, bloc: Bloc) -> None:
        if isinstance(bloc, Paragraphe):
            avant = self.emplois.get(libelle, "")
            self.emplois[libelle] = f"{avant} {bloc.texte}".strip() if bloc.texte not in avant else avant
        else:  # les cases qu'on laisse à remplir ne disent rien du marché
            self.emplois |= {
                f"{bloc.legende} · {ligne[0]}": " · ".join(filter(None, ligne[1:]))
                for ligne in bloc.lignes
                if any(ligne[1:])
            }

    def retenue(self, section: SectionModele) -> bool:
        if section.si and not self.condition(section.si):
            return False
        return not (section.sauf and self.condition(section.sauf))


def imprimable(texte: str) -> str:
    """Sans les caractères de commande, qu'un DOCX (XML) n'admet pas."""
    return "".join(c for c in texte if c >= " " or c in PROPRE).replace("\ufffe", "").replace("\uffff", "")


def _imprimable(bloc: Bloc) -> Bloc:
    """Le même bloc, caractères de commande ôtés : l'intitulé d'un lot a pu être collé de n'importe où."""
    if isinstance(bloc, Paragraphe):
        return replace(bloc, morceaux=tuple(replace(m, texte=imprimable(m.texte)) for m in bloc.morceaux))
    return replace(bloc, lignes=tuple(tuple(imprimable(case) for case in ligne) for ligne in bloc.lignes))


def composer(nature: str, faits: Faits, choix: Mapping[str, Any], variantes: Variantes | None = None) -> Document:
    """La pièce. `choix` : les options retenues ; `variantes` : les textes de la structure, par (nature, section).

    N'échoue jamais : un fait qui manque s'écrit « [à compléter : …] ».
    """
    source, options = modele(nature), d_office(faits, choix)
    lecture = Lecture(Contexte(faits, options))
    sections: list[Section] = []
    for section in source.sections:
        composee = composer_la_section(section, lecture, variantes or {}, _numero(source, options, len(sections) + 1))
        if composee is not None:
            sections.append(composee)
    return Document(
        nature=nature,
        titre=_titre(source, options),
        sous_titre=_sous_titre(faits),
        structure=faits.marche.porteuse.nom,
        sections=tuple(sections),
        emplois=lecture.emplois,
    )


def composer_la_section(section: SectionModele, lecture: Lecture, variantes: Variantes, numero: str) -> Section | None:
    """La section, ou `None` si sa condition est fausse ou si rien n'y reste."""
    if not lecture.retenue(section):
        return None
    variante = variantes.get((section.nature, section.code))
    blocs = rendre(variante or section.texte, lecture.lexique)
    if not blocs:
        return None
    return Section(
        code=section.code,
        titre=polir(section.titre),
        blocs=_nettoyes(blocs),
        numero=numero,
        points=conditionnees(section.points, lecture.lexique),
        references=section.references,
        est_variante=variante is not None,
    )


def _nettoyes(blocs: tuple[Bloc, ...]) -> tuple[Bloc, ...]:
    """Majuscule en tête de paragraphe (une variable peut commencer la phrase), point à la dernière puce d'une liste
    (celles d'après ont pu être ôtées par leur condition)."""
    suivants = (*blocs[1:], None)
    return tuple(
        (_fermee(bloc, suivant) if bloc.est_puce else _avec_majuscule(bloc)) if isinstance(bloc, Paragraphe) else bloc
        for bloc, suivant in zip(blocs, suivants, strict=True)
    )


def _fermee(puce: Paragraphe, suivant: Bloc | None) -> Paragraphe:
    if isinstance(suivant, Paragraphe) and suivant.est_puce:
        return puce
    *debut, dernier = puce.morceaux
    texte = dernier.texte.rstrip()
    if not texte.endswith(";"):
        return puce
    return replace(puce, morceaux=(*debut, replace(dernier, texte=f"{texte[:-1].rstrip()}.")))


def _avec_majuscule(paragraphe: Paragraphe) -> Paragraphe:
    premier, *suite = paragraphe.morceaux
    if premier.a_completer:
        return paragraphe
    return Paragraphe((type(premier)(majuscule(premier.texte)), *suite), paragraphe.est_puce)


def _numero(source: ModeleDePiece, options: Mapping[str, Any], rang: int) -> str:
    if not source.est_numerotee:
        return ""
    article = options["numero_article"] if source.nature == Piece.Nature.CCAP else ""
    return f"{article}.{rang}" if article else f"{rang}."


def _titre(source: ModeleDePiece, options: Mapping[str, Any]) -> str:
    titre = polir(source.titre)
    if source.nature == Piece.Nature.CCAP and options["numero_article"]:
        return f"Article{INSECABLE}{options['numero_article']}{INSECABLE}– {titre}"
    return titre


def _sous_titre(faits: Faits) -> str:
    marche = faits.marche
    nom = f"{marche.reference}{INSECABLE}– {marche.objet}" if marche.reference else marche.objet
    return imprimable(f"{nom} · {marche.operation.donneur_d_ordre.nom}")
