"""La part de main-d'œuvre ne s'imprime jamais : ni par nos pièces, ni par une variante, ni par un choix."""

import re
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.redaction.interdits import part_de_main_d_oeuvre
from clauses.avant.redaction.modeles_de_textes import modeles, section
from clauses.avant.redaction.services import modeles as services_des_modeles
from clauses.avant.redaction.services import pieces as services
from clauses.avant.redaction.tests import fabriques, scene
from clauses.fond.socle.erreurs import RefusMetier
from clauses.suivi.marches.tests import fabriques as marches

PART = Decimal("37.63")


def xml_et_texte(version):
    with zipfile.ZipFile(BytesIO(bytes(version.contenu))) as archive:
        return "\n".join(archive.read(n).decode() for n in archive.namelist() if n.endswith((".xml", ".rels")))


@pytest.mark.django_db
@pytest.mark.parametrize("nom", ["six_lots", "ugap", "pourcentage", "critere", "reserve", "marche_d_insertion"])
def test_un_projet_a_sa_part_et_aucune_piece_ne_l_imprime(nom):
    monde = scene.monter(nom)
    marche = monde.marche
    projet = projets.projet(
        marche.porteuse,
        donneur_d_ordre=marche.operation.donneur_d_ordre,
        part_main_oeuvre=PART,
        etat="ouvert",
        operation=marche.operation,
        marche=marche,
        etat_depuis=date(2026, 11, 2),
    )
    for rang, lot in enumerate(marche.lots.order_by("numero")):
        projets.lot(projet, str(rang + 1), part_main_oeuvre=PART, lot=lot)
    faites = services.tout_engendrer(marche, par=monde.acteur())
    assert len(faites) >= 5
    for faite in faites:
        brut = xml_et_texte(faite.version) + faite.version.texte
        assert "37,63" not in brut
        assert "37.63" not in brut
        sans_balises = re.sub(r"<[^>]+>", " ", brut)
        assert part_de_main_d_oeuvre(sans_balises) is None, faite.version
        assert "main-d’œuvre" not in sans_balises
        assert "main d’œuvre" not in sans_balises


def test_nos_textes_n_en_parlent_pas():
    assert [s.cle for m in modeles() for s in m.sections if part_de_main_d_oeuvre(s.texte)] == []


@pytest.mark.parametrize(
    "texte",
    [
        "heures = montant × part de main-d'œuvre × 5 % ÷ 30 €",
        "La part de la main d’oeuvre est fixée à 50 %.",
        "le taux de main-d’œuvre retenu",
        "MAIN-D'ŒUVRE : 40 %",
        "40 % de main d'oeuvre",
        "part MO 0,5",
        "le pourcentage que représente la main-d'œuvre",
    ],
)
def test_les_facons_de_l_ecrire_sont_vues(texte):
    assert part_de_main_d_oeuvre(texte)


@pytest.mark.parametrize("texte", ["5 % des heures travaillées", "la main-d’œuvre locale", "une part des heures"])
def test_ce_qui_n_en_parle_pas_passe(texte):
    assert part_de_main_d_oeuvre(texte) is None


@pytest.mark.django_db
def test_une_variante_qui_la_nomme_est_refusee_avec_la_raison():
    monde = scene.monter()
    texte = "Le titulaire doit {{ obligation }} selon la part de main-d'œuvre du marché."
    with pytest.raises(RefusMetier, match="ne s'imprime dans aucune pièce") as refus:
        services_des_modeles.ecrire(section("ccap.heures"), texte, par=monde.acteur(), motif="Usage")
    assert refus.value.champ == "texte"


@pytest.mark.django_db
def test_un_choix_qui_la_nomme_est_refuse():
    monde = scene.monter()
    with pytest.raises(RefusMetier, match="part de main-d'œuvre"):
        services.preparer(monde.marche, "ccap", par=monde.acteur(), options={"numero_article": "part MO 50"})


@pytest.mark.django_db
def test_une_variante_glissee_en_base_n_ecrit_pas_de_piece():
    """Le dernier garde : le texte fautif n'est pas passé par le service des modèles."""
    monde = scene.monter()
    fabriques.variante(monde.marche.porteuse, "ccap.fin", texte="La part de main-d'œuvre est de 37,63 %.")
    par = monde.acteur()
    piece = services.preparer(monde.marche, "ccap", par=par)
    with pytest.raises(RefusMetier, match="ne s'imprime dans aucune pièce"):
        services.engendrer(piece, par=par)
    assert not piece.versions.exists()


@pytest.mark.django_db
def test_un_nom_de_lot_qui_la_dit_empeche_d_ecrire_la_piece():
    marche = fabriques.marche_prepare()
    fabriques.clause(marche, intitule="Gros œuvre (part de main-d’œuvre : 40 %)", formule="fixe", heures=Decimal(850))
    marches.lot(marche, "2", intitule="Peinture")
    with pytest.raises(RefusMetier, match="nom d'un lot"):
        services.tout_engendrer(marche, par=scene.Scene(marche).acteur())
