"""`python -m regles CAS.yaml…` : passer des cas écrits par un juriste, et dire lesquels échouent."""

import argparse
import io
import sys
from pathlib import Path

from regles.cas.compte_rendu import en_json, en_texte
from regles.cas.documentation import document
from regles.cas.verification import verifier
from regles.socle import REGISTRE

REUSSI, ECHOUE, MAL_APPELE = 0, 1, 2


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    analyseur = argparse.ArgumentParser(
        prog="python -m regles",
        description="Passe des cas (fichiers ou dossiers YAML) et dit lesquels échouent, et de combien.",
        epilog="Le format des cas est décrit dans docs/regles.md.",
    )
    analyseur.add_argument("chemins", nargs="*", type=Path, metavar="CAS.yaml", help="fichiers ou dossiers de cas")
    analyseur.add_argument("--json", action="store_true", help="compte rendu en JSON")
    analyseur.add_argument("--pourquoi", action="store_true", help="montre le calcul de chaque cas")
    analyseur.add_argument("--documentation", action="store_true", help="écrit la référence des règles (Markdown)")
    return analyseur.parse_args(arguments)


def _documenter(chemins: list[Path]) -> int:
    """Écrit la référence sur la sortie, ou la refait à sa place dans les documents donnés."""
    if not chemins:
        parties = [*(f"règles : {nom}" for nom in REGISTRE.regles), "tables"]
        print(document("\n\n".join(f"<!-- {partie} -->\n<!-- fin -->" for partie in parties)))
    for chemin in chemins:
        try:
            chemin.write_text(document(chemin.read_text(encoding="utf-8")), encoding="utf-8")
        except (OSError, ValueError) as erreur:
            print(f"{chemin} : {erreur}", file=sys.stderr)
            return ECHOUE
    return REUSSI


def main(arguments: list[str] | None = None) -> int:
    """0 si tous les cas passent, 1 si l'un échoue ou ne se lit pas, 2 si la commande est mal appelée."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    options = _arguments(arguments)
    if options.documentation:
        return _documenter(options.chemins)
    if not options.chemins:
        print("Donnez au moins un fichier ou un dossier de cas (voir docs/regles.md).", file=sys.stderr)
        return MAL_APPELE
    resultats = [resultat for chemin in options.chemins for resultat in verifier(chemin)]
    print(en_json(resultats) if options.json else en_texte(resultats, options.pourquoi))
    return REUSSI if all(resultat.reussi for resultat in resultats) else ECHOUE


if __name__ == "__main__":
    sys.exit(main())
