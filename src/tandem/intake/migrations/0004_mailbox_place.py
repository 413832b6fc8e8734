import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_touches")]

    operations = [
        migrations.CreateModel(
            name="MailboxPlace",
            fields=[
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mailbox_place",
                        serialize=False,
                        to="intake.source",
                    ),
                ),
                ("validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                ("looked_at", models.DateTimeField()),
            ],
        ),
    ]
