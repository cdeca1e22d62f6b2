"""Le navigateur de la machine, s'il y en a un : ouvert au premier test qui le demande, un par processus."""

import os
import re
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, expect, sync_playwright

from config import env

# Le premier n'a pas de fenêtre à tenir : il se lance et ouvre ses pages trois fois plus vite (mesuré).
NOMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Jamais un délai, toujours un état : la patience ne se paie que quand l'état ne vient pas. Une machine chargée de
# tous ses cœurs met parfois vingt secondes à une page qui en demande une.
PATIENCE_MS = 90_000
_A_BOUCLE = "DJANGO_ALLOW_ASYNC_UNSAFE"  # Playwright tient une boucle dans ce fil d'exécution


class NavigateurAbsent(Exception):
    """CHROMIUM nomme un navigateur qui n'existe pas : une faute de frappe ne passe pas pour une absence."""


def chemin_du_navigateur() -> str | None:
    """Le chemin de CHROMIUM, sinon du premier navigateur trouvé ; None si la machine n'en a pas."""
    if donne := env.CHROMIUM.lire():
        trouve = shutil.which(donne)
        if trouve is None:
            raise NavigateurAbsent(f"CHROMIUM={donne} n'est pas un programme de cette machine.")
        return trouve
    return next((chemin for nom in NOMS if (chemin := shutil.which(nom))), None)


_ouvert: list[tuple[Playwright, Browser]] = []


def ouvrir() -> Browser:
    """Le navigateur de ce processus, lancé s'il ne l'est pas."""
    if not _ouvert:
        expect.set_options(timeout=PATIENCE_MS)
        moteur = sync_playwright().start()
        os.environ[_A_BOUCLE] = "1"
        programme = chemin_du_navigateur()
        arguments = ["--no-sandbox", "--disable-gpu"]
        _ouvert.append((moteur, moteur.chromium.launch(executable_path=programme, args=arguments)))
    return _ouvert[0][1]


def fermer() -> None:
    """Rend le fil d'exécution tel qu'il était : un test sans navigateur ne tourne jamais dans la boucle d'un autre."""
    while _ouvert:
        moteur, navigateur = _ouvert.pop()
        navigateur.close()
        moteur.stop()
        os.environ.pop(_A_BOUCLE, None)


def photographier(nom: str, dossier: Path) -> list[str]:
    """Ce que montrent les pages encore ouvertes quand un test échoue : leur adresse et leur image."""
    dites = []
    pages = [page for _, navigateur in _ouvert for contexte in navigateur.contexts for page in contexte.pages]
    fichier = re.sub(r"[^\w.-]+", "_", nom)[-150:]
    for rang, page in enumerate(pages, 1):
        image = dossier / f"{fichier}-{rang}.png"
        try:
            dossier.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=image, full_page=True, timeout=PATIENCE_MS)
            dites.append(f"{page.url} : {image}")
        except Error as erreur:
            dites.append(f"{page.url} : pas d'image ({erreur.message.splitlines()[0]})")
    return dites
