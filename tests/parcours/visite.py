"""Visiter le site : se connecter, ouvrir des pages, les passer à axe, les photographier."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Response

from clauses.portes.demo.distribution import COMPTES, MOT_DE_PASSE
from config import env

BUREAU, TELEPHONE = 1280, 390
_ESPACE_ORDINAIRE = re.compile(r"[\w»)’…%] [;:?!](?=\s)|« | »")
GRAVES = {"serious", "critical"}


@cache
def axe_core() -> str:
    return (Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Visite:
    """Un test et son navigateur. `plaintes` : erreurs de la console, refus de la politique de sécurité, pannes."""

    navigateur: Browser
    site: str
    sessions: dict[str, list]
    plaintes: list[str] = field(default_factory=list)
    toleres: set[int] = field(default_factory=set)
    contextes: list[BrowserContext] = field(default_factory=list)

    def tolerer(self, *statuts: int) -> None:
        """Ces statuts sont ce que le test attend : le navigateur qui s'en plaint n'est pas une faute."""
        self.toleres |= set(statuts)

    def ouvrir(self, chemin: str = "/", qui: str = "", largeur: int = BUREAU) -> Page:
        """Une page neuve, au nom du compte `qui` de la démonstration (vide : personne)."""
        page = self.page_neuve(largeur, self._session(qui) if qui else [])
        page.goto(f"{self.site}{chemin}")
        return page

    def page_neuve(self, largeur: int = BUREAU, biscuits: list | None = None) -> Page:
        contexte = self.navigateur.new_context(
            viewport={"width": largeur, "height": 844 if largeur < 500 else 900},
            has_touch=largeur < 500, locale="fr-FR", timezone_id="Europe/Paris", base_url=self.site,
        )  # fmt: skip
        contexte.set_default_timeout(15_000)
        contexte.add_cookies(biscuits or [])
        self.contextes.append(contexte)
        page = contexte.new_page()
        page.on("console", lambda message: self._entendre(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda erreur: self.plaintes.append(str(erreur)))
        page.on("response", self._recevoir)
        return page

    def connecter(self, page: Page, qui: str) -> None:
        """Passe la porte comme une personne : son courriel, son mot de passe."""
        page.goto(f"{self.site}/connexion/")
        remplir_la_porte(page, COMPTES[qui][-1], MOT_DE_PASSE)
        page.wait_for_url(lambda url: "/connexion/" not in url)

    def _session(self, qui: str) -> list:
        if qui not in self.sessions:
            page = self.page_neuve()
            self.connecter(page, qui)
            self.sessions[qui] = page.context.cookies()
            page.context.close()
        return self.sessions[qui]

    def _entendre(self, texte: str) -> None:
        statut = re.search(r"status of (\d{3})", texte)
        if not (statut and int(statut[1]) in self.toleres):
            self.plaintes.append(texte)

    def _recevoir(self, reponse: Response) -> None:
        if reponse.status >= 500:
            self.plaintes.append(f"{reponse.status} {reponse.url}")

    def fermer(self) -> None:
        for contexte in self.contextes:
            contexte.close()


def remplir_la_porte(page: Page, courriel: str, mot_de_passe: str) -> None:
    page.get_by_label("Courriel").fill(courriel)
    page.get_by_label("Mot de passe", exact=True).fill(mot_de_passe)
    page.get_by_role("button", name="Me connecter").click()


def fautes_graves(page: Page, *, contrastes: bool = True) -> list[tuple[str, str]]:
    """Les fautes d'accessibilité sérieuses ou critiques : (règle, fragment).

    Les contrastes sont le plus long à mesurer, et ne changent pas avec la largeur. axe arrive par le débogueur,
    que la politique de sécurité ne concerne pas : elle reste entière.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(() => {{ {axe_core()} }})()")
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrastes}}}
    resultat = page.evaluate("options => axe.run(document, options)", options)
    assert len(resultat["passes"]) > 10, "axe n'a presque rien regardé"
    return [
        (faute["id"], noeud["html"][:200])
        for faute in resultat["violations"]
        if faute["impact"] in GRAVES
        for noeud in faute["nodes"][:3]
    ]


def axe(page: Page) -> None:
    assert fautes_graves(page) == [], page.url


def espaces_oubliees(page: Page) -> list[str]:
    """Les signes doubles qu'une espace ordinaire précède : ils passeraient seuls à la ligne."""
    texte = page.locator("body").inner_text()
    return [texte[max(0, m.start() - 40) : m.end() + 20] for m in _ESPACE_ORDINAIRE.finditer(texte)]


@contextmanager
def au_telephone(page: Page) -> Iterator[None]:
    """La même page, sans la recharger, sur un écran de téléphone et sous le doigt."""
    debogueur, avant = page.context.new_cdp_session(page), page.viewport_size
    page.set_viewport_size({"width": TELEPHONE, "height": 844})
    debogueur.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield
    debogueur.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    debogueur.detach()
    page.set_viewport_size(avant)


def debord(page: Page) -> int:
    """De combien de pixels la page dépasse de l'écran en largeur."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def photographier(page: Page, nom: str) -> None:
    """Écrit la page entière dans CLAUSE_OUVERTE_CAPTURES, si ce dossier est donné."""
    dossier = env.CAPTURES.lire()
    if dossier is None:
        return
    dossier.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=dossier / f"{nom}.png", full_page=True)
