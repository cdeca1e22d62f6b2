"""L'export des participants : l'identité minimale, et rien de plus."""

from datetime import date

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.models import Structure
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.imports import service
from clauses.suivi.declarations.imports.vocabulaire import modalite, motif_de_fin, niveau, statuts, type_de_contrat
from clauses.suivi.declarations.tests import classeurs
from clauses.suivi.participants.models import CritereParticipant, Participant
from clauses.suivi.participants.tests import fabriques


@pytest.fixture
def porteuse(db):
    return structures.porteuse()


@pytest.fixture
def importer(porteuse):
    equipe = comptes.facilitateur(porteuse).en_acteur()
    return lambda contenu: service.appliquer(service.deposer(contenu, "participants.xlsx", par=equipe), par=equipe)


def totaux(depose):
    return tuple(depose.rapport[cle] for cle in ("crees", "mis_a_jour", "inchanges", "refuses"))


def test_une_personne_est_creee_avec_son_identite_minimale(importer):
    assert totaux(importer(classeurs.participants({}))) == (1, 0, 0, 0)
    personne = Participant.objects.get()
    assert (str(personne), personne.dossier, personne.sexe) == ("Inès Inventée", "4512", "F")
    assert (personne.date_naissance, personne.niveau, personne.qpv) == (date(1994, 3, 12), "niveau3", "non")
    assert (personne.telephone, personne.courriel) == ("06 00 00 00 00", "ines@exemple.test")
    assert personne.prescripteur.famille == "spe"
    assert sorted(CritereParticipant.objects.values_list("code", flat=True)) == ["autre", "jeune"]


def test_un_etat_nie_n_est_pas_note_et_se_remarque(importer):
    depose = importer(classeurs.participants({"Statut": "RSA refusé / QPV", "QPV": "Hors QPV"}))
    assert sorted(CritereParticipant.objects.values_list("code", flat=True)) == ["qpv"]
    assert Participant.objects.get().qpv == "non"
    assert "RSA refusé" in str(depose.rapport["motifs"])


def test_un_etat_fini_avant_l_extraction_n_est_pas_note(importer):
    finis = {"Statut": "RQTH jusqu'au 31/12/2019 ; ASS (fin 03/2021) ; RSA jusqu'en 2030"}
    depose = importer(classeurs.participants(finis))
    assert list(CritereParticipant.objects.values_list("code", flat=True)) == ["rsa"]
    assert "terminé le 31\xa0décembre 2019" in depose.rapport["motifs"][1][1]


def test_l_adresse_n_est_gardee_nulle_part(importer):
    depose = importer(classeurs.participants({}))
    assert any("Adresse" in avis for avis in depose.rapport["avertissements"])
    # Le fichier déposé est gardé tel quel (il est la preuve de l'import) ; le reste de la base ne la connaît pas.
    ecrits = EntreeJournal.objects.exclude(table__contains="importheures").values_list("apres", flat=True)
    assert not any("rue de l'Exemple" in str(apres) for apres in ecrits)


def test_deux_fois_le_meme_fichier_puis_un_numero_qui_change(importer):
    contenu = classeurs.participants({}, {"Dossier": 4513, "Nom": "Fictif", "Prénom": "Paul"})
    importer(contenu)
    assert totaux(importer(contenu)) == (0, 0, 2, 0)
    depose = importer(classeurs.participants({"Téléphone mobile": "06 11 11 11 11", "Commune": None}))
    assert totaux(depose) == (0, 1, 0, 0)
    personne = Participant.objects.get(dossier="4512")
    assert (personne.telephone, personne.commune) == ("06 11 11 11 11", "Valenciennes")


def test_une_personne_deja_suivie_sans_dossier_est_retrouvee_par_son_identite(importer, porteuse):
    connue = fabriques.participant(porteuse, nom="INVENTEE", prenom="Ines", date_naissance=date(1994, 3, 12))
    assert totaux(importer(classeurs.participants({}))) == (0, 1, 0, 0)
    connue.refresh_from_db()
    assert connue.dossier == "4512"


def test_deux_homonymes_ne_sont_pas_devines(importer, porteuse):
    for _ in range(2):
        fabriques.participant(porteuse, nom="Inventée", prenom="Inès", date_naissance=None)
    depose = importer(classeurs.participants({"Dossier": None, "Date de naissance": None}))
    assert depose.rapport["a_confirmer"] == 1
    assert "2 personnes" in depose.rapport["motifs"][1][1]


def test_plusieurs_periodes_d_une_meme_personne_font_une_personne(importer):
    depose = importer(classeurs.participants({}, {}, {"Niveau de qualification": "Bac"}))
    assert totaux(depose) == (1, 1, 1, 0)
    assert Participant.objects.get().niveau == "niveau4"


def test_un_numero_de_securite_sociale_est_refuse_partout(importer):
    depose = importer(classeurs.participants({"Nom": "1 85 05 59 350 012 34"}, {}))
    assert totaux(depose) == (1, 0, 0, 1)
    assert "1 85 05" not in str(depose.rapport["motifs"])


def test_ce_qui_est_facultatif_et_illisible_est_laisse_de_cote_et_dit(importer):
    depose = importer(classeurs.participants({"Email": "pas une adresse", "Sexe": "?", "Niveau de qualification": "?"}))
    assert totaux(depose) == (1, 0, 0, 0)
    remarque = depose.rapport["motifs"][1][1]
    assert "pas une adresse" in remarque
    assert "sexe" in remarque


def test_sans_nom_la_ligne_est_refusee(importer):
    assert totaux(importer(classeurs.participants({"Prénom": None}, {}))) == (1, 0, 0, 1)
    assert Structure.objects.filter(nom__startswith="Mission").count() == 1


MOTS = (
    (modalite, "etti", ("mise_a_disposition", "etti")),
    (modalite, "sous traitance goe", ("sous_traitance", "")),
    (modalite, "inconnue", None),
    (type_de_contrat, "cdic", "cdi_chantier"),
    (type_de_contrat, "cdd 6 mois", "cdd"),
    (type_de_contrat, "contrat d apprentissage", "apprentissage"),
    (type_de_contrat, "cddi", "cddi"),
    (type_de_contrat, "interim", "interim"),
    (type_de_contrat, "ctti", "ctti"),
    (type_de_contrat, "", None),
    (motif_de_fin, "rupture conventionnelle", "commun_accord"),
    (motif_de_fin, "fin de periode d essai", "essai"),
    (motif_de_fin, "fin de contrat", "terme"),
    (niveau, "3", "niveau3"),
    (niveau, "v bis", "infra3"),
    (niveau, "niveau iv", "niveau4"),
    (niveau, "bac 2", "niveau5"),
    (niveau, "cap bep", "niveau3"),
    (niveau, "2", "infra3"),
    (statuts, "Demandeurs d'emploi seniors (plus de 50 ans), Habitants des QPV", {"senior", "qpv"}),
    (statuts, "Habitants des QPV éloignés de l’emploi", {"qpv"}),
    (statuts, "Jeunes de moins de 26 ans en recherche d'emploi", {"jeune"}),
    (statuts, "Travailleurs handicapés ; Autre", {"boeth", "autre"}),
    (statuts, "Un public d'ici", {"autre"}),
    (statuts, "RSA refusé", set()),
    (statuts, "Hors QPV", set()),
    (statuts, "Plus de 26 ans", set()),
    (statuts, "Non reconnu travailleur handicapé", set()),
    (statuts, "BRSA", {"rsa"}),
    (statuts, "Parent isolé / RSA", {"parent_isole", "rsa"}),
    (statuts, "", set()),
)


@pytest.mark.parametrize(("lire", "mot", "attendu"), MOTS)
def test_les_mots_de_l_outil_du_metier(lire, mot, attendu):
    lu = lire(mot)
    assert (set(lu) if isinstance(lu, dict) else lu) == attendu
