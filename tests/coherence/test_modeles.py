"""Les modèles du métier : journalisés, ineffaçables, nommés au glossaire."""

from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.db.models import CheckConstraint, Model, Q
from django.db.models.signals import post_init, pre_init

from clauses.fond.socle.models import ModeleMetier

RACINE = Path(__file__).resolve().parents[2]
ATTENDUS = {"journal_creation", "journal_modification", "effacement_interdit"}


def modeles_metier():
    return [m for m in apps.get_models() if issubclass(m, ModeleMetier)]


def sans_journal(modeles):
    return [m.__name__ for m in modeles if not {t.name for t in getattr(m._meta, "triggers", [])} >= ATTENDUS]


def hors_du_glossaire(modeles, glossaire):
    return [m.__name__ for m in modeles if f"`{m.__name__}`" not in glossaire]


def test_chaque_modele_du_metier_est_journalise_et_ineffacable():
    assert len(modeles_metier()) > 15
    assert sans_journal(modeles_metier()) == []


def test_un_modele_sans_journal_serait_vu():
    faux = type("Faux", (), {"_meta": SimpleNamespace(triggers=[])})
    assert sans_journal([faux]) == ["Faux"]


def test_chaque_modele_du_metier_est_au_glossaire():
    glossaire = (RACINE / "docs" / "glossaire.md").read_text(encoding="utf-8")
    assert hors_du_glossaire(modeles_metier(), glossaire) == []


def test_un_modele_hors_du_glossaire_serait_vu():
    assert hors_du_glossaire(modeles_metier()[:1], "rien") == [modeles_metier()[0].__name__]


def illisibles(modeles):
    """Les contraintes dont le message ne s'écrit pas : Django y remplace `%(name)s`, un « % » seul le fait échouer."""
    fautes = []
    for modele in modeles:
        for contrainte in modele._meta.constraints:
            try:
                contrainte.get_violation_error_message()
            except (ValueError, TypeError, KeyError):
                fautes.append(contrainte.name)
    return fautes


def test_le_message_de_chaque_contrainte_s_ecrit():
    assert illisibles(modeles_metier()) == []


def test_un_message_illisible_serait_vu():
    contrainte = CheckConstraint(condition=Q(pk=1), name="part", violation_error_message="De 0 à 100 %.")
    faux = SimpleNamespace(_meta=SimpleNamespace(constraints=[contrainte]))
    assert illisibles([faux]) == ["part"]


def lue(modele, noms):
    """Ce que `from_db` fait d'une ligne dont seules ces colonnes sont lues : celui du modèle, celui de Django."""
    valeurs = [f"valeur de {nom}" for nom in noms]
    siens = modele.from_db("default", noms, valeurs)
    de_django = Model.from_db.__func__(modele, "default", noms, valeurs)
    return [{**vars(o), "_state": (o._state.adding, o._state.db, o._state.fields_cache)} for o in (siens, de_django)]


def poses_autrement(modeles):
    """Les modèles dont une ligne lue n'est pas ce que Django en aurait fait, toutes les colonnes lues ou la moitié."""
    fautes = []
    for modele in modeles:
        colonnes = [champ.attname for champ in modele._meta.concrete_fields]
        for noms in (colonnes, colonnes[::2]):
            siens, de_django = lue(modele, noms)
            if siens != de_django or modele.__init__ is not Model.__init__:
                fautes.append(modele.__name__)
    return sorted(set(fautes))


def test_une_ligne_lue_est_celle_de_django():
    """`ModeleMetier.from_db` ne repasse pas par `__init__` (décision 0040)."""
    assert poses_autrement(modeles_metier()) == []
    assert not pre_init.receivers
    assert not post_init.receivers


def test_une_colonne_qui_ferait_autre_chose_serait_vue(monkeypatch):
    modele = modeles_metier()[0]

    def a_part(ligne, *valeurs):
        Model.__init__(ligne, *valeurs)
        ligne.en_plus = True

    monkeypatch.setattr(modele, "__init__", a_part)
    assert poses_autrement([modele]) == [modele.__name__]
