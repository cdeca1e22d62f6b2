"""Une entreprise qui change d'établissement (même SIREN, autre SIRET) reste la même fiche."""

from datetime import date

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures import services
from clauses.fond.structures.etablissements import Entreprises, siret_au, sirets_quittes
from clauses.fond.structures.models import EtablissementQuitte, Structure
from clauses.fond.structures.tests import fabriques

pytestmark = pytest.mark.django_db
DEPUIS = date(2026, 9, 1)


@pytest.fixture
def porteuse():
    return fabriques.porteuse()


@pytest.fixture
def par(porteuse):
    return Acteur.systeme("essai", porteuse_id=porteuse.pk)


def test_le_demenagement_se_note_et_les_mois_d_avant_gardent_l_ancien(par, porteuse):
    etti = fabriques.etti(porteuse)
    ancien, nouveau = etti.siret, fabriques.autre_etablissement(etti.siret)
    apres = services.changer_d_etablissement(etti, par=par, siret=nouveau, depuis=DEPUIS)
    quittes = sirets_quittes(porteuse.pk)[etti.pk]
    assert (apres.siret, quittes) == (nouveau, [(date(2026, 8, 31), ancien)])
    assert [siret_au(jour, nouveau, quittes) for jour in (date(2026, 8, 31), DEPUIS)] == [ancien, nouveau]
    troisieme = fabriques.autre_etablissement(nouveau)
    services.changer_d_etablissement(apres, par=par, siret=troisieme, depuis=date(2026, 11, 1))
    quittes = sirets_quittes(porteuse.pk)[etti.pk]
    assert [siret_au(date(2026, mois, 15), troisieme, quittes) for mois in (8, 10, 12)] == [ancien, nouveau, troisieme]


def test_une_autre_entreprise_un_retour_en_arriere_ou_le_meme_siret_sont_refuses(par, porteuse):
    etti = fabriques.etti(porteuse)
    nouveau = fabriques.autre_etablissement(etti.siret)
    with pytest.raises(RefusMetier, match="autre entreprise"):
        services.changer_d_etablissement(etti, par=par, siret=fabriques.siret_fictif(77), depuis=DEPUIS)
    with pytest.raises(RefusMetier, match="déjà l'établissement"):
        services.changer_d_etablissement(etti, par=par, siret=etti.siret, depuis=DEPUIS)
    services.changer_d_etablissement(etti, par=par, siret=nouveau, depuis=DEPUIS)
    with pytest.raises(RefusMetier, match="déjà changé d'établissement"):
        services.changer_d_etablissement(etti, par=par, siret=fabriques.autre_etablissement(nouveau), depuis=DEPUIS)
    assert Structure.objects.get(pk=etti.pk).siret == nouveau
    assert EtablissementQuitte.objects.count() == 1


def test_le_siret_quitte_n_ouvre_pas_une_seconde_fiche(par, porteuse):
    etti = fabriques.etti(porteuse)
    ancien = etti.siret
    services.changer_d_etablissement(etti, par=par, siret=fabriques.autre_etablissement(ancien), depuis=DEPUIS)
    with pytest.raises(RefusMetier, match="Escaut Intérim"):
        services.creer(par=par, nom="La même, autrement", siret=ancien)


def test_l_ecran_le_note_et_la_fiche_le_montre(client, porteuse):
    etti = fabriques.etti(porteuse)
    ancien, nouveau = etti.siret, fabriques.autre_etablissement(etti.siret)
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    ou = reverse("structures:changer_d_etablissement", args=[etti.pk])
    assert "Changer d’établissement" in client.get(reverse("structures:fiche", args=[etti.pk])).content.decode()
    saisie = {"siret": fabriques.siret_fictif(78), "depuis": "01/09/26", "version": etti.version}
    assert "autre entreprise" in client.post(ou, saisie).content.decode()
    page = client.post(ou, saisie | {"siret": nouveau}, follow=True).content.decode()
    assert "Établissement quitté" in page
    assert f"{ancien[:3]}\u202f{ancien[3:6]}\u202f{ancien[6:9]}\u202f{ancien[9:]}, jusqu’au 31/08/2026" in page


def test_une_seule_fiche_de_l_entreprise_est_reconnue_deux_ne_se_confondent_pas():
    un = fabriques.siret_fictif(5)
    deux = fabriques.autre_etablissement(un)
    trois = fabriques.autre_etablissement(deux)
    connues = Entreprises[str]()
    connues.noter(un, "Alpha", "alpha", [(DEPUIS, trois)])
    assert connues.trouver(un) == ("alpha", "")
    assert connues.trouver(trois) == ("alpha", "")
    fiche, remarque = connues.trouver(deux)
    assert fiche == "alpha"
    assert un[9:] in remarque
    assert deux[9:] in remarque
    assert connues.trouver(fabriques.siret_fictif(6)) == (None, "")
    connues.noter(deux, "Bêta", "bêta")
    quatrieme = fabriques.autre_etablissement(trois)
    fiche, remarque = connues.trouver(quatrieme)
    assert fiche is None
    assert "Alpha" in remarque
    assert "Bêta" in remarque
