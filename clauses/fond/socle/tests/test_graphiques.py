"""Les graphiques : justes, lisibles sans les voir, acceptés par la politique de sécurité."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring

from clauses.fond.socle.catalogue.tableaux import PAR_LOT, PAR_PUBLIC, realisation
from clauses.fond.socle.graphiques import Barres, Dessin, Part, barres, courbe_de_realisation
from clauses.fond.socle.trace import Cadre, graduations, mois_a_marquer

SVG = "{http://www.w3.org/2000/svg}"


def textes(dessin: Dessin) -> list[str]:
    return [element.text for element in fromstring(dessin.svg).iter(f"{SVG}text")]


def dessins() -> list[Dessin]:
    return [courbe_de_realisation(realisation()), barres(PAR_PUBLIC), barres(PAR_LOT)]


def test_rien_que_la_politique_de_securite_refuse() -> None:
    for dessin in dessins():
        racine = fromstring(dessin.svg)
        balises = {element.tag.removeprefix(SVG) for element in racine.iter()}
        assert balises <= {"svg", "line", "rect", "polyline", "polygon", "text"}
        assert not any(
            "style" in element.attrib or any(a.startswith("on") for a in element.attrib) for element in racine.iter()
        )
        assert racine.get("role") == "img"
        assert racine.get("aria-label").startswith(dessin.titre)


def test_la_courbe_dit_ce_qu_elle_montre() -> None:
    dessin = courbe_de_realisation(realisation())
    assert "698\u202fh retenues sur 1\u202f240\u202fh d'engagement" in dessin.alternative
    assert "entre 980 et 1\u202f104" in dessin.alternative
    dits = textes(dessin)
    for attendu in (
        "engagement 1\u202f240\u202fh",
        "1\u202f040\u202fh (84\u202f%)",
        "24/11/2026",
        "janv. 2026",
        "à décider",
    ):
        assert attendu in dits
    assert dessin.colonnes == ("Date", "Attendu (h)", "Retenu (h)", "Retenu et à décider (h)")
    assert dessin.lignes[19] == ("octobre 2026", "942,4", "698", "762")


def test_la_courbe_se_place_ou_sont_les_chiffres() -> None:
    """Le bas est à zéro, la ligne d'engagement à sa hauteur, aujourd'hui à sa date."""
    r = realisation()
    racine = fromstring(courbe_de_realisation(r).svg)
    lignes = [
        {k: float(v) for k, v in e.attrib.items() if k in ("x1", "x2", "y1", "y2")} for e in racine.iter(f"{SVG}line")
    ]
    horizontales = [t for t in lignes if t["y1"] == t["y2"] and t["x2"] - t["x1"] > 300]
    sol, engagement = max(t["y1"] for t in horizontales), horizontales[-1]["y1"]
    haut = min(t["y1"] for t in horizontales)
    assert (sol - engagement) / (sol - haut) == pytest.approx(1240 / 1250, abs=0.002)
    aujourd_hui = next(t for t in lignes if t["x1"] == t["x2"] and t["y2"] - t["y1"] > 200)
    gauche, droite = horizontales[0]["x1"], horizontales[0]["x2"]
    part = (r.au - r.debut).days / (date(2027, 4, 1) - r.debut).days
    assert (aujourd_hui["x1"] - gauche) / (droite - gauche) == pytest.approx(part, abs=0.002)


def test_rien_n_est_plafonne_a_cent_pour_cent() -> None:
    r = replace(realisation(), engagement=Decimal(500))
    assert "engagement 500\u202fh" in textes(courbe_de_realisation(r))
    assert "1\u202f040\u202fh (208\u202f%)" in textes(courbe_de_realisation(r))
    largeurs = [
        float(e.get("width"))
        for e in fromstring(barres(Barres("T", (Part("a", Decimal(20), Decimal(10)),))).svg).iter(f"{SVG}rect")
    ]
    assert largeurs[0] > 100
    assert "20\u202fh · 200\u202f%" in textes(barres(Barres("T", (Part("a", Decimal(20), Decimal(10)),))))


def test_une_operation_qui_commence_se_dessine_quand_meme() -> None:
    r = realisation()
    vide = replace(r, retenu=(), avec_a_decider=(), prevision=None, engagement=Decimal(0), au=r.debut)
    assert "0\u202fh retenues sur 0\u202fh" in courbe_de_realisation(vide).alternative
    assert barres(Barres("Rien", ())).lignes == ()


def test_des_dates_en_desordre_sont_une_faute() -> None:
    r = realisation()
    with pytest.raises(ValueError, match="ordre des dates"):
        courbe_de_realisation(replace(r, retenu=r.retenu[::-1]))
    with pytest.raises(ValueError, match="doit suivre le début"):
        courbe_de_realisation(replace(r, fin=r.debut))


def test_un_nom_hostile_reste_du_texte() -> None:
    dessin = barres(Barres('"><script>', (Part("<b>&", Decimal(1)),)))
    assert "<script" not in dessin.svg
    assert textes(dessin)[0] == "<b>&"


def test_les_memes_donnees_ne_sont_dessinees_qu_une_fois() -> None:
    assert courbe_de_realisation(realisation()) is courbe_de_realisation(realisation())


@pytest.mark.parametrize("maximum", [0, 0.4, 1, 7, 1240, 1250, 98_765])
def test_les_graduations_sont_rondes_et_couvrent_le_maximum(maximum: float) -> None:
    marques = graduations(maximum)
    assert marques[0] == 0
    assert marques[-1] >= maximum * 0.999
    assert 2 <= len(marques) <= 7
    assert len({round(b - a, 9) for a, b in pairwise(marques)}) == 1


@pytest.mark.parametrize(("fin", "nombre"), [(date(2025, 6, 1), 4), (date(2027, 3, 31), 8), (date(2040, 1, 1), 8)])
def test_les_mois_ecrits_tiennent_sous_l_axe(fin: date, nombre: int) -> None:
    marques = mois_a_marquer(date(2025, 3, 1), fin)
    assert len(marques) == nombre
    assert marques == sorted(marques)


def test_le_cadre_met_zero_au_sol_et_le_maximum_en_haut() -> None:
    cadre = Cadre(100, 100, 10, 10, 20, 10, date(2025, 1, 1), date(2026, 1, 1), 50)
    assert (cadre.y(0), cadre.y(50)) == (90, 20)
    assert (cadre.x(date(2025, 1, 1)), cadre.x(date(2026, 1, 1))) == (10, 90)


def test_le_telephone_a_son_dessin_entier_axe_legende_et_engagement() -> None:
    dessin = courbe_de_realisation(realisation())
    etroit = fromstring(dessin.svg_etroit)
    dits = [element.text for element in etroit.iter(f"{SVG}text")]
    assert {"heures", "retenu", "attendu"} <= set(dits)
    assert float(etroit.get("width")) <= 400
    largeur = float(etroit.get("width"))
    assert all(0 <= float(e.get("x")) <= largeur for e in etroit.iter(f"{SVG}text"))
