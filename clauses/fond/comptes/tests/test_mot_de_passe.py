"""L'exigence de la CNIL : douze caractères de quatre sortes, quatorze de trois, ou sept mots."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from clauses.fond.comptes.models import Utilisateur
from clauses.fond.comptes.mot_de_passe import manque
from clauses.fond.comptes.tests.fabriques import MOT_DE_PASSE


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "Roseau-18475",
        "roseau-clair18",
        "ROSEAUclair184",
        "Élan€Çà2026!",
        "le vieux moulin tourne encore chaque automne brumeux",
        "vieux-moulin-tourne-encore-chaque-automne-brumeux",
        MOT_DE_PASSE,
    ],
)
def test_un_mot_de_passe_assez_fort_passe(mot_de_passe):
    assert manque(mot_de_passe) == ""


@pytest.mark.parametrize(
    ("mot_de_passe", "dit"),
    [
        ("Rose-1847", "Il manque 3\u00a0caractères de plus."),
        ("rose-1847", "Il manque 3\u00a0caractères de plus\u202f; il manque aussi une majuscule."),
        ("roseau-18475", "Il manque une majuscule, ou 2\u00a0caractères de plus."),
        (
            "roseauclair18",
            "Il manque une majuscule et un caractère spécial (par exemple !\u00a0?\u00a0-\u00a0/\u00a0€).",
        ),
        (
            "roseauclair184",
            "Il manque une majuscule ou un caractère spécial (par exemple !\u00a0?\u00a0-\u00a0/\u00a0€).",
        ),
        (
            "roseauclairfin",
            "Il manque deux de ces sortes de caractères\u00a0: une majuscule, un chiffre et un caractère spécial "
            "(par exemple !\u00a0?\u00a0-\u00a0/\u00a0€).",
        ),
    ],
)
def test_le_refus_dit_ce_qui_manque(mot_de_passe, dit):
    assert manque(mot_de_passe) == dit


def test_sept_fois_le_meme_mot_ne_font_pas_une_phrase():
    assert manque("moulin moulin moulin moulin moulin moulin moulin") != ""
    assert manque("a b c d e f g") != ""


@pytest.mark.parametrize("mot_de_passe", ["Roseau-1", "Roseau-Clairfontaine1"])
def test_le_reglage_de_django_passe_par_cette_exigence_et_refuse_le_nom_de_la_personne(mot_de_passe):
    personne = Utilisateur(courriel="camille.exemple@exemple.test", prenom="Camille", nom="Roseau-Clairfontaine")
    with pytest.raises(ValidationError):
        validate_password(mot_de_passe, personne)
    validate_password(MOT_DE_PASSE, personne)
