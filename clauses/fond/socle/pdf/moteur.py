"""Compile un gabarit Typst en PDF/UA-1, sans réseau, sans fichier temporaire, sans repli silencieux."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from clauses.fond.socle.colonnes import en_jour
from clauses.fond.socle.pdf.ecrivables import REMPLACANT, ecrivable
from clauses.fond.socle.valeurs import en_date_longue
from regles.typographie import apostrophes

COMMUN = Path(__file__).parent / "commun.typ"
ESPACE_FINE = Path(__file__).parent.parent / "static" / "socle"
POLICES = Path("node_modules") / ".servi" / "polices" / "ttf"
GRAISSES = ("Regular", "It", "Semibold", "Bold")


class ErreurPdf(RuntimeError):
    """Le document n'a pas pu être fait ; le message dit quoi corriger dans le gabarit ou l'installation."""


def produire_pdf(
    gabarit: Path,
    donnees: Mapping[str, Any],
    *,
    titre: str,
    extrait_le: date | datetime,
    langue: str = "fr",
    images: Mapping[str, str | bytes] | None = None,
    auteur: str = "",
    entete: str = "",
) -> bytes:
    """Rend les octets du PDF.

    `gabarit` : un fichier .typ qui commence par `#import "/commun.typ": *` puis `#show: document`, et lit
    `donnees`. `images` : nom de fichier → SVG ou octets, à citer par leur nom (« /courbe.svg »).
    `entete` : le nom de l'opération ou de la structure, rappelé en haut de chaque page ; `auteur` : la structure
    qui le remet. Un nombre Decimal passe en texte : l'écrire avec `valeurs` avant, pour qu'il soit en français.
    Lève ErreurPdf si une police manque, si le gabarit est fautif, ou si le résultat ne serait pas accessible
    (titre ou texte de remplacement absent).
    """
    tout = {
        "donnees": donnees,
        "document": {
            "titre": titre,
            "langue": langue,
            "auteur": auteur,
            "entete": entete or titre,
            "extrait_le": en_date_longue(en_jour(extrait_le)),
            "date": en_jour(extrait_le).isoformat(),
        },
    }
    dossier = dossier_des_polices()
    polices = tuple(dossier / f"SourceSans3-{graisse}.ttf" for graisse in GRAISSES)
    imprime = ecrivable(json.loads(json.dumps(tout, default=_en_json)), polices)
    dessins = {n: ecrivable(c, polices) if isinstance(c, str) else c for n, c in (images or {}).items()}
    lus = [json.dumps(imprime, ensure_ascii=False), *(c for c in dessins.values() if isinstance(c, str))]
    imprime["document"]["remplace"] = any(REMPLACANT in lu for lu in lus)
    fichiers: dict[str, bytes] = {
        "main.typ": gabarit.read_bytes(),
        "commun.typ": COMMUN.read_bytes(),
        "donnees.json": apostrophes(json.dumps(imprime, ensure_ascii=False)).encode(),
    }
    for nom, contenu in dessins.items():
        fichiers[nom.lstrip("/")] = contenu.encode() if isinstance(contenu, str) else contenu
    return _compiler(fichiers, gabarit.name)


def _compiler(fichiers: dict[str, bytes], nom: str) -> bytes:
    """Le PDF/UA-1. Un avertissement (police inconnue…) est une faute : il cacherait un repli."""
    try:
        octets, avertissements = typst.compile_with_warnings(
            fichiers,  # type: ignore[call-overload]  # le dictionnaire manque aux types de typst
            format="pdf",
            pdf_standards=["ua-1"],
            font_paths=[dossier_des_polices(), ESPACE_FINE],
            ignore_system_fonts=True,
        )
    except typst.TypstError as erreur:
        raise ErreurPdf(f"{nom}\u00a0: {erreur.message}") from erreur
    if avertissements:
        raise ErreurPdf(f"{nom}\u00a0: " + " ; ".join(a.message for a in avertissements))
    return bytes(octets)


def dossier_des_polices() -> Path:
    """Le dossier des polices des documents. Lève ErreurPdf s'il en manque une."""
    dossier = Path(settings.BASE_DIR) / POLICES
    manquantes = [g for g in GRAISSES if not (dossier / f"SourceSans3-{g}.ttf").is_file()]
    if manquantes:
        raise ErreurPdf("Les polices des documents manquent : lancez « python -m config.npm ci ».")
    return dossier


def _en_json(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return str(valeur)
    if isinstance(valeur, date | datetime):
        return valeur.isoformat()
    raise TypeError(f"{type(valeur).__name__} ne se met pas dans un document : le remettre en texte ou en nombre.")
