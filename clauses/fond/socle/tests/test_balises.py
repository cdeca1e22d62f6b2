"""Jauges, états, pastilles, filtres : le mot, la couleur et l'icône, jamais la couleur seule."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.db import models
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from clauses.fond.socle import etats
from clauses.fond.socle.calcul import en_calcul
from clauses.fond.socle.composants import Action, Calcul
from clauses.fond.socle.etats import APPARENCES, apparence
from clauses.fond.socle.jauge import en_toutes_lettres, jauge_html, mesurer
from clauses.fond.socle.templatetags.clause import icone
from regles.socle import Decision, LigneDeCalcul, Reference

SOCLE = Path(etats.__file__).parent
ICONES = set(re.findall(r'<symbol id="([^"]+)"', (SOCLE / "static/socle/icones.svg").read_text(encoding="utf-8")))


def rendre(source: str, **contexte: object) -> str:
    return Template("{% load clause %}" + source).render(Context(contexte))


def largeurs(html: str) -> dict[str, float]:
    return {c: float(v) for c, v in re.findall(r'class="jauge-(\w+)" x="[\d.]+" y="4" width="([\d.]+)"', html)}


def test_la_jauge_dit_tout_a_qui_ne_la_voit_pas() -> None:
    assert en_toutes_lettres(mesurer(812, 1240, 918)) == (
        "812\u202fh sur 1\u202f240\u202fh, soit 65,5\u202f%\u202f; attendu à ce jour\u00a0: 74\u202f%"
    )
    assert en_toutes_lettres(mesurer(40, 0)) == "40\u202fh, rien n'est dû"
    html = jauge_html(812, 1240, 918)
    assert 'role="img" aria-label="812\u202fh sur' in html


def test_la_jauge_montre_le_manque_et_n_a_pas_de_plafond() -> None:
    retard = jauge_html(300, 600, 450)
    assert largeurs(retard) == {"fond": 160.0, "fait": 80.0, "manque": 40.0}
    assert "jauge-en-retard" in retard
    assert "jauge-repere" in retard
    plus = jauge_html(Decimal(1400), 1000, 700)
    assert ">140\u202f%<" in plus
    mesures = largeurs(plus)
    assert mesures["fait"] + mesures["plus"] == pytest.approx(160)
    assert mesures["plus"] / mesures["fait"] == pytest.approx(0.4, abs=0.01)
    assert "jauge-en-retard" not in plus


def test_la_jauge_sans_du_ni_attendu_ne_calcule_rien() -> None:
    html = jauge_html(None, None)
    assert ">—<" in html
    assert "jauge-repere" not in html
    assert "jauge-en-retard" not in jauge_html(0, 100)
    assert "style=" not in html


def test_un_etat_a_un_mot_un_ton_et_une_icone() -> None:
    for code in APPARENCES:
        html = rendre("{% etat code %}", code=code)
        assert APPARENCES[code].mot in html.replace("&#x27;", "'")
        assert f"#{APPARENCES[code].icone}" in html
        assert APPARENCES[code].icone in ICONES, code


def test_le_mot_du_metier_l_emporte() -> None:
    class Etat(models.TextChoices):
        VALIDEE = "validee", "Validée par le facilitateur"

    assert "Validée par le facilitateur" in rendre("{% etat e %}", e=Etat.VALIDEE)
    assert "Approuvée" in rendre('{% etat "validee" "Approuvée" %}')


def test_le_masculin_et_l_inconnu_se_montrent_aussi() -> None:
    assert apparence("valide").mot == "Validé"
    assert apparence("refuse").ton == "alerte"
    assert apparence("a_juger").mot == "À juger"
    assert apparence("non_eligible").mot == "Non éligible"
    assert apparence("etat_tout_neuf").mot == "Etat tout neuf"
    assert apparence("etat_tout_neuf").ton == "neutre"


def test_une_pastille_echappe_ce_qu_on_lui_donne() -> None:
    assert "&lt;b&gt;" in rendre("{% pastille mot %}", mot="<b>")


def test_les_filtres_ecrivent_en_francais_et_disent_l_absence() -> None:
    instant = datetime(2026, 11, 20, 8, 42, tzinfo=UTC)
    cas = {
        "heures": (Decimal("1250.5"), "1\u202f250,5\u202fh"),
        "euros": (Decimal(1250), "1\u202f250\u202f€"),
        "pourcent": (Decimal("126.53"), "126,5\u202f%"),
        "date_fr": (date(2026, 11, 2), "02/11/2026"),
        "date_longue": (date(2026, 11, 1), "1er\u00a0novembre 2026"),
        "mois": (date(2026, 11, 1), "novembre 2026"),
        "siret": ("12345678200010", "123\u202f456\u202f782\u202f00010"),
        "quand": (instant, "20\u00a0novembre 2026 à 9\u202fh\u202f42"),
    }
    for filtre, (valeur, attendu) in cas.items():
        assert rendre(f"{{{{ v|{filtre} }}}}", v=valeur) == attendu
        assert rendre(f"{{{{ v|{filtre} }}}}", v=None) == "—"


def test_la_pagination_garde_les_filtres() -> None:
    requete = RequestFactory().get("/operations/", {"etat": "en retard", "page": "2"})
    liste = Paginator(range(100), 25).page(2)
    html = Template("{% load clause %}{% pagination liste %}").render(RequestContext(requete, {"liste": liste}))
    assert 'href="?etat=en+retard&amp;page=3" rel="next"' in html
    assert 'href="?etat=en+retard&amp;page=2" aria-current="page"' in html
    assert "26 à 50 sur 100" in html


def test_une_action_qui_ecrit_est_un_formulaire_avec_son_jeton() -> None:
    acte = Action("Clore", "/clore/", "dangereuse", methode="post", confirmation="Clore ?", touche="c")
    html = rendre("{% action acte %}", acte=acte, csrf_token="jeton")
    assert 'method="post" action="/clore/"' in " ".join(html.split())
    assert 'value="jeton"' in html
    assert 'data-confirmer="Clore ?"' in html
    assert 'data-touche="c"' in html
    assert "btn-outline-danger" in html
    assert rendre("{% action acte %}", acte=Action("Voir", "/voir/")).strip().startswith('<a class="btn')


def test_une_decision_des_regles_se_montre_ligne_par_ligne() -> None:
    decision = Decision(
        valeur=Decimal(440),
        motif="Deux tranches entières.",
        references=(Reference("convention", "CCAP", "article 21"),),
        detail=(LigneDeCalcul("Heures dues", "2 × 220", Decimal(440)),),
        avertissements=("à confirmer avec l'acheteur",),
    )
    html = rendre("{% calcul d %}", d=decision)
    for attendu in ("440\u202fh", "Deux tranches entières.", "2 × 220", "CCAP, article 21", "à confirmer avec"):
        assert attendu in html.replace("&#x27;", "'")
    deja = Calcul("12", "Motif")
    assert en_calcul(deja) is deja
    sans = Decision(valeur=None, motif="Rien à dire.", references=decision.references)
    assert "pas de chiffre" in rendre("{% calcul d %}", d=sans)


def test_une_icone_est_muette_ou_nommee() -> None:
    assert 'aria-hidden="true"' in icone("flag")
    assert 'role="img" aria-label="Fini"' in icone("flag", "Fini")


def test_chaque_icone_citee_est_dans_le_lot() -> None:
    racine = SOCLE.parent
    citees: dict[str, Path] = {}
    for fichier in [*racine.rglob("*.html"), *racine.rglob("*.py")]:
        if "tests" in fichier.parts:
            continue
        texte = fichier.read_text(encoding="utf-8")
        motif = r'{% icone "([\w-]+)"' if fichier.suffix == ".html" else r'icone="([\w-]+)"'
        citees |= dict.fromkeys(re.findall(motif, texte), fichier)
    assert len(citees) > 15
    assert {nom: str(f) for nom, f in citees.items() if nom not in ICONES} == {}
