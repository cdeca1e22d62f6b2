"""Visiter le site : ouvrir des pages au nom d'un compte, les passer à axe, les photographier."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response

from config import env
from tests.harnais.navigateurs import PATIENCE_MS

BUREAU, TELEPHONE = 1280, 390
_ESPACE_ORDINAIRE = re.compile(r"[\w»)’…%] [;:?!](?=\s)|« | »")
GRAVES = {"serious", "critical"}


@cache
def axe_core() -> str:
    return (Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def session(utilisateur: Any) -> str:
    """La clé d'une session ouverte à ce compte, sans passer par la porte : elle a ses tests."""
    client = Client()
    client.force_login(utilisateur)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def session_du_courriel(courriel: str) -> str:
    return session(get_user_model().objects.get(courriel=courriel))


@dataclass
class Visite:
    """Un test et son navigateur.

    `session_de` : du nom que le test donne à quelqu'un, la clé d'une session ouverte à son compte ; par défaut, le nom
    est son courriel. `plaintes` : erreurs de la console, refus de la politique de sécurité, pannes.
    """

    navigateur: Browser
    site: str
    session_de: Callable[[str], str] = session_du_courriel
    plaintes: list[str] = field(default_factory=list)
    toleres: set[int] = field(default_factory=set)
    contextes: list[BrowserContext] = field(default_factory=list)

    def tolerer(self, *statuts: int) -> None:
        """Ces statuts sont ce que le test attend : le navigateur qui s'en plaint n'est pas une faute."""
        self.toleres |= set(statuts)

    def ouvrir(self, chemin: str = "/", qui: str = "", largeur: int = BUREAU, **options: Any) -> Page:
        """Une page neuve, au nom de ce compte (vide : personne). `options` : celles d'un contexte de Playwright."""
        page = self.page_neuve(largeur, **options)
        if qui:
            biscuit = {"name": settings.SESSION_COOKIE_NAME, "value": self.session_de(qui), "url": self.site}
            page.context.add_cookies([biscuit])
        page.goto(chemin)
        return page

    def page_neuve(self, largeur: int = BUREAU, **options: Any) -> Page:
        contexte = self.navigateur.new_context(
            viewport={"width": largeur, "height": 844 if largeur < 500 else 900},
            has_touch=largeur < 500,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            base_url=self.site,
            **options,
        )
        contexte.set_default_timeout(PATIENCE_MS)
        self.contextes.append(contexte)
        page = contexte.new_page()
        page.on("console", lambda message: self._entendre(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda erreur: self.plaintes.append(str(erreur)))
        page.on("response", self._recevoir)
        return page

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


def visiter(visite: Visite) -> Iterator[Visite]:
    """Le corps d'une fixture `visite` : à la fin du test, le navigateur ne doit s'être plaint de rien."""
    yield visite
    visite.fermer()
    assert visite.plaintes == []


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


def reproches(page: Page, image: str = "", *, espaces: bool = True) -> list[str]:
    """Ce qu'une page a de grave, au bureau puis au téléphone, tout ce qu'elle replie étant déplié.

    `image` : le nom des images, si on les demande. `espaces` : faux quand la page cite un texte qui n'est pas de nous.
    """
    page.evaluate("document.querySelectorAll('main details').forEach(noeud => { noeud.open = true })")
    dits = (
        _a_cette_largeur(page, image, BUREAU) + (espaces_oubliees(page) if espaces else []) + apostrophes_droites(page)
    )
    with au_telephone(page):
        dits += _a_cette_largeur(page, image, TELEPHONE)
    return dits


def _a_cette_largeur(page: Page, image: str, largeur: int) -> list[str]:
    if image:
        photographier(page, f"{image}-{largeur}")
    dits = [f"{largeur} px, {faute}" for faute in fautes_graves(page, contrastes=largeur == BUREAU)]
    if large := debord(page):
        dits.append(f"{largeur} px, déborde de {large} px")
    return dits + [f"{largeur} px, tableau coupé : {legende}" for legende in tableaux_coupes(page)]


def axe(page: Page) -> None:
    assert fautes_graves(page) == [], page.url


def espaces_oubliees(page: Page) -> list[str]:
    """Les signes doubles qu'une espace ordinaire précède : ils passeraient seuls à la ligne."""
    texte = page.locator("body").inner_text()
    return [texte[max(0, m.start() - 40) : m.end() + 20] for m in _ESPACE_ORDINAIRE.finditer(texte)]


def apostrophes_droites(page: Page) -> list[str]:
    """Ce qui se lit avec l'apostrophe du clavier : rien, même cité, sauf ce qui se recopie (`code`, `pre`)."""
    recopie = page.locator("code, pre, kbd, samp").all_inner_texts()
    texte = page.locator("body").inner_text()
    for morceau in recopie:
        texte = texte.replace(morceau, "")
    return [f"apostrophe droite : {texte[max(0, m.start() - 30) : m.end() + 20]}" for m in re.finditer("'", texte)]


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
    """De combien de pixels la page, une fois ses styles et ses polices venus, dépasse de l'écran en largeur."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => true)")
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def tableaux_coupes(page: Page) -> list[str]:
    """Les tableaux dont une colonne est hors de leur cadre : il y défile, mais rien ne dit qu'elle existe."""
    return page.evaluate(
        "[...document.querySelectorAll('.cadre-tableau')]"
        ".filter(cadre => cadre.scrollWidth > cadre.clientWidth + 1).map(cadre => cadre.ariaLabel)"
    )


def photographier(page: Page, nom: str) -> None:
    """Écrit la page entière dans CLAUSE_OUVERTE_CAPTURES, si ce dossier est donné."""
    dossier = env.CAPTURES.lire()
    if dossier is None:
        return
    dossier.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=dossier / f"{nom}.png", full_page=True)
