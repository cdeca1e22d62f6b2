"""La clause est-elle là, obligatoire, remplie ? Des contrôles qui valent avec ou sans lot."""

import re
from collections.abc import Iterator

from lecteur.controle.examen import Examen, premier_passage
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import Passage

_VIDE = re.compile(r"\W*(?:sans objet|néant|non concerné|n\.?a\.?)\W*", re.IGNORECASE)
_SANS_OBJET = re.compile(
    r"(?:clauses?|conditions?|insertion|sociale?s?)[^.;]{0,60}[:\-–—|]\s*(?:sans objet|néant)", re.I
)
_BLANC = re.compile(
    r"(?:…|\.{4,}|_{3,}|\bX{2,}\b|\[(?:[^\]\n]{0,40}(?:compléter|préciser|nombre|nom|montant|à "
    r"définir|\.\.\.|…)[^\]\n]{0,40})\]"
    r"|\(?\bà (?:compléter|préciser|définir)\b\)?|<[^<>\n]{2,30}>)",
    re.IGNORECASE,
)
_AUTOUR_D_UN_BLANC = re.compile(r"heure|€|euro|%|facilitat|pénalit|jour|contact|courriel|téléphone|lot", re.IGNORECASE)


def clause_presente(examen: Examen) -> Iterator[Remarque]:
    """Rien trouvé se dit tel quel : on ne devine pas."""
    lecture, attendue = examen.lecture, examen.attendue
    if lecture.niee and not _porte_un_fait(examen):
        yield remarque(
            "clause_presente",
            Gravite.BLOQUANTE if attendue else Gravite.VERIFIER,
            "La pièce dit qu'il n'y a pas de clause sociale",
            "La pièce écarte expressément la clause." + (" Le lot en a pourtant une." if attendue else ""),
            premier_passage(lecture),
            a_ecrire=examen.phrase("clause"),
        )
    elif not lecture.parle_d_insertion:
        yield _rien_trouve(examen)
    else:
        yield remarque(
            "clause_presente",
            Gravite.CONFORME,
            "La clause est dans la pièce",
            "La pièce parle d'insertion, et le dit à cet endroit.",
            premier_passage(lecture),
        )


def _porte_un_fait(examen: Examen) -> bool:
    lecture = examen.lecture
    return bool(lecture.volumes or lecture.formules or lecture.reservations or lecture.criteres)


def _rien_trouve(examen: Examen) -> Remarque:
    attendue = examen.attendue
    explication = "Je n'ai trouvé aucune clause sociale dans cette pièce."
    if attendue is None:
        return remarque("clause_presente", Gravite.VERIFIER, "Aucune clause trouvée", explication)
    gravite = Gravite.BLOQUANTE if examen.porte_l_article else Gravite.CORRIGER
    if examen.est_une_annexe:
        gravite = Gravite.VERIFIER
    return remarque(
        "clause_presente",
        gravite,
        "Aucune clause trouvée",
        f"{explication} Le lot en a une : l'article est à ajouter, ou c'est une autre pièce qui le porte.",
        a_ecrire=attendue.phrase("clause"),
    )


def clause_obligatoire(examen: Examen) -> Iterator[Remarque]:
    """« Le titulaire pourra… » n'oblige personne."""
    if not examen.lecture.facultative:
        return
    attendue = examen.attendue
    est_due = attendue is None or attendue.a_des_heures
    yield remarque(
        "clause_obligatoire",
        Gravite.BLOQUANTE if est_due and attendue else Gravite.VERIFIER,
        "La clause est écrite comme facultative",
        "Une condition d'exécution s'impose au titulaire : écrite comme une faculté, elle ne peut être ni contrôlée ni "
        "sanctionnée.",
        premier_passage(examen.lecture),
        attendu="une condition d'exécution, obligatoire",
        lu="une faculté",
        a_ecrire=examen.phrase("clause", "Écrivez « le titulaire réalise… » au lieu de « peut » ou « pourra »."),
    )


def sans_objet(examen: Examen) -> Iterator[Remarque]:
    """Un titre de clause suivi de « sans objet »."""
    if examen.lecture.niee and not _porte_un_fait(examen):
        return  # déjà dit
    vus: set[int | None] = set()
    for motif in (_SANS_OBJET, _VIDE):
        for trouve, passage in examen.chercher(motif):
            if passage.paragraphe in vus or (motif is _VIDE and trouve.group(0).strip() != _seul(examen, passage)):
                continue
            vus.add(passage.paragraphe)
            yield remarque(
                "sans_objet",
                Gravite.CORRIGER,
                "« Sans objet » dans l'article de la clause",
                "Une rubrique de la clause est dite sans objet alors que la pièce parle d'insertion "
                "ailleurs : retirez la "
                "rubrique, ou remplissez-la.",
                passage,
                a_ecrire=examen.phrase("clause"),
            )


def _seul(examen: Examen, passage: Passage) -> str:
    return examen.paragraphe(passage).strip()


def blanc_a_remplir(examen: Examen) -> Iterator[Remarque]:
    """« … heures », « XX », « [à compléter] » : la pièce n'est pas finie. L'acte d'engagement, lui, se remplit par
    le candidat : ses blancs sont à leur place."""
    if not examen.lecture.parle_d_insertion or examen.nature == "ae":
        return
    vus: set[int | None] = set()
    for trouve, passage in examen.chercher(_BLANC):
        paragraphe = examen.paragraphe(passage)
        entoure = paragraphe[max(0, trouve.start() - 60) : trouve.end() + 30]
        if (
            passage.paragraphe in vus
            or not _AUTOUR_D_UN_BLANC.search(entoure)
            or _est_une_enumeration(trouve, paragraphe)
        ):
            continue
        vus.add(passage.paragraphe)
        yield remarque(
            "blanc_a_remplir",
            Gravite.BLOQUANTE,
            "Un blanc reste à remplir",
            f"« {entoure.strip()} » : un chiffre ou un nom manque.",
            passage,
            a_ecrire=examen.attendue.phrase("heures") if examen.attendue and "heure" in entoure else "",
        )


def _est_une_enumeration(trouve: re.Match[str], paragraphe: str) -> bool:
    """Les points de suspension d'une liste (« EI, ACI… ») ne sont pas un blanc."""
    if trouve.group(0) != "…":
        return False
    avant = paragraphe[: trouve.start()]
    return bool(re.search(r"[^\W\d_]$", avant)) or bool(re.match(r"\s*[).,;]|\s*$", paragraphe[trouve.end() :]))


def incomprehensions(examen: Examen) -> Iterator[Remarque]:
    """Ce que la lecture a vu sans le comprendre : dit, jamais deviné."""
    for fait in examen.lecture.incomprehensions:
        if fait.code == "volume_a_definir" and (examen.nature == "ae" or _dit_comme_un_blanc(examen, fait.passage)):
            continue
        yield remarque(
            "incomprehensions",
            Gravite.VERIFIER,
            "Un passage n'a pas pu être compris",
            f"{fait.raison} À lire par vous-même.",
            fait.passage,
        )


def _dit_comme_un_blanc(examen: Examen, passage: Passage) -> bool:
    """Le blanc est déjà dit à cet endroit : la même chose ne se dit pas deux fois."""
    return any(r.paragraphe == passage.paragraphe for r in blanc_a_remplir(examen))
