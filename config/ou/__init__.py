"""« Où est… ? » : une adresse du site (`adresses`), ou une question en mots (`index`)."""
